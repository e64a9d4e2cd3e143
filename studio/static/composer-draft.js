// The draft on the server: saved a moment after typing stops, never over somebody else's text.
const IDLE = 800; // milliseconds of quiet before a save
const LATEST = 2000; // and never later than this after the first unsaved change
const AGAIN = 5000; // after a failed save

export class Draft {
  constructor({ manual, url, revision, text, read, send, changed, conflict, refused }) {
    Object.assign(this, { manual, url, revision, read, send, changed, conflict, refused });
    this.saved = text;
    this.savedAt = null;
    this.state = "saved"; // saved, dirty, saving, failed, refused, conflict
    this.timer = null;
    this.dirtySince = null;
  }

  touch() {
    if (this.state === "conflict") return;
    if (this.read() === this.saved) return this.enter("saved");
    this.dirtySince ??= Date.now();
    if (this.state !== "saving") this.enter("dirty");
    this.later(Math.max(0, Math.min(IDLE, this.dirtySince + LATEST - Date.now())));
  }

  later(pause) {
    clearTimeout(this.timer);
    if (this.manual) return; // what others use is stored when its author says so
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.state === "conflict") return false;
    if (this.saving) await this.saving;
    if (this.read() === this.saved) return true;
    this.saving = this.put(this.read(), keepalive);
    try {
      return await this.saving;
    } finally {
      this.saving = null;
    }
  }

  async put(text, keepalive) {
    this.enter("saving");
    this.dirtySince = null;
    let answer;
    try {
      answer = await this.send(this.url, { text, revision: this.revision }, { method: "PUT", keepalive, accept: [409, 422] });
    } catch {
      this.enter("failed");
      this.later(AGAIN);
      return false;
    }
    if (answer.status === 409) {
      this.enter("conflict");
      this.conflict(answer.body);
      return false;
    }
    if (answer.status === 422) {
      this.enter("refused");
      this.refused(answer.body);
      return false;
    }
    this.revision = answer.body.revision;
    this.saved = text;
    this.savedAt = Date.now();
    this.enter("saved");
    if (this.read() !== text) this.touch();
    return true;
  }

  // The person has seen the other text and decided: go on from its revision.
  resolve(revision, text) {
    this.revision = revision;
    this.saved = text;
    this.enter("saved");
    this.touch();
  }

  enter(state) {
    this.state = state;
    this.changed(state);
  }
}
