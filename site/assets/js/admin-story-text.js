// In the scenario editor: a rich text editor that is built when its scene is opened. Built at once,
// those of a long story take longer than everything else on the page. Until then its hidden field
// holds what is written, as the editor itself would.

class StoryText {
  constructor(holder, area, place) {
    this.holder = holder;
    this.area = area;
    this.place = place;
    this.watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.build();
    });
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
    input.value = isWritten ? state : "null";
    holder.append(input);
    const text = new StoryText(holder, this.area, { name, id, capabilities: new Map(capabilities), options });
    holder.append(text.getTextLabel()); // The browser's own search finds words in closed scenes.
    if (!isWritten) text.setState(state);
    return text;
  }
}

window.telepath.register("quizzes.StoryTextArea", StoryTextArea);
