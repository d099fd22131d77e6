// In the scenario editor: a rich text editor that is built when its scene is opened. Built at once,
// those of a long story take longer than everything else on the page. Until then its hidden field
// holds what is written, as the editor itself would.

const EVERYWHERE = "1000000px"; // What is opened is built, in sight or not: Tab may come to it.

// In the order in which the editor writes it: otherwise Wagtail would take its building for a change,
// and save a draft of what was only looked at.
function asWritten(state) {
  const content = JSON.parse(state);
  if (!content) return state;
  const blocks = content.blocks.map((block) => ({
    key: block.key,
    text: block.text,
    type: block.type,
    depth: block.depth,
    inlineStyleRanges: block.inlineStyleRanges.map(({ offset, length, style }) => ({ offset, length, style })),
    entityRanges: block.entityRanges.map(({ offset, length, key }) => ({ offset, length, key })),
    data: block.data ?? {},
  }));
  return JSON.stringify({ blocks, entityMap: content.entityMap });
}

class StoryText {
  constructor(holder, area, place) {
    this.holder = holder;
    this.area = area;
    this.place = place;
    holder.storyText = this;
    const whenOpened = (entries) => entries.some((entry) => entry.isIntersecting) && this.build();
    this.watch = new IntersectionObserver(whenOpened, { rootMargin: EVERYWHERE });
    this.watch.observe(holder);
  }

  get input() {
    return this.built?.input ?? this.holder.firstElementChild;
  }

  build() {
    if (this.built) return this.built;
    this.watch.disconnect();
    const { name, id, capabilities, options } = this.place;
    const state = this.input.value;
    this.holder.replaceChildren();
    this.built = this.area.render(this.holder, name, id, state, capabilities, options);
    this.holder.classList.remove("story-text--waiting");
    if (this.isInvalid) this.built.setInvalid(true);
    return this.built;
  }

  getValue() {
    return this.input.value;
  }

  getState() {
    return this.built ? this.built.getState() : this.input.value;
  }

  setState(state) {
    if (!this.built && typeof state === "string") this.input.value = state;
    else this.build().setState(state);
  }

  setInvalid(isInvalid) {
    this.isInvalid = isInvalid;
    this.built?.setInvalid(isInvalid);
  }

  getTextLabel(options) {
    const most = options?.maxLength;
    const blocks = JSON.parse(this.input.value || "null")?.blocks ?? [];
    const text = blocks.map((block) => block.text).filter(Boolean).join(" ");
    return most && text.length > most ? `${text.slice(0, most - 1)}…` : text;
  }

  focus() {
    this.build().focus();
  }

  setCapabilityOptions(name, options) {
    const { capabilities } = this.place;
    if (this.built) this.built.setCapabilityOptions(name, options);
    else capabilities.set(name, Object.assign(capabilities.get(name) ?? {}, options));
  }
}

class StoryTextArea {
  constructor(options) {
    this.area = new window.draftail.DraftailRichTextArea(options);
  }

  render(container, name, id, state, capabilities, options) {
    const holder = document.createElement("div");
    holder.className = "story-text story-text--waiting";
    container.append(holder);
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, id });
    const isWritten = typeof state === "string"; // Otherwise it is what a built editor was copied from.
    input.value = isWritten ? asWritten(state) : "null";
    holder.append(input);
    const text = new StoryText(holder, this.area, { name, id, capabilities: new Map(capabilities), options });
    holder.append(text.getTextLabel()); // The browser's own search finds words in closed scenes.
    if (!isWritten) text.setState(state);
    return text;
  }
}

// Who comes into a scene by keyboard may be quicker than the watch.
document.addEventListener("focusin", ({ target }) => {
  const waiting = target.closest("[data-streamfield-child]")?.querySelectorAll(".story-text--waiting") ?? [];
  for (const holder of waiting) if (holder.checkVisibility()) holder.storyText.build();
});

window.telepath.register("quizzes.StoryTextArea", StoryTextArea);
