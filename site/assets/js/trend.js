// Draws the trend from the table below it; the library is fetched only where there is one to draw.
const place = document.querySelector("[data-trend]");

if (place) {
  import("./modules/trend-plot.js").then(({ drawTrend }) =>
    drawTrend(place, document.getElementById(place.dataset.trend)),
  );
}
