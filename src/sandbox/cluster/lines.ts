// A queue of lines between who writes and who iterates, for in-process watches. Ends, or fails when nothing came for the
// idle time: then the reader learns what a silent connection would make it believe.
import type { Cancel, Clock } from '../../model/ports.ts';

type Waiting = { resolve: (result: IteratorResult<string>) => void; reject: (error: Error) => void };

export class Lines implements AsyncIterable<string>, AsyncIterator<string> {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #lines: string[] = [];
  #next = 0;
  #waiting: Waiting | undefined;
  #ended = false;
  #error: Error | undefined;
  #cancelIdle: Cancel = () => {};

  constructor(clock: Clock, idleMs: number) {
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#restartIdle();
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return this;
  }

  push(line: string): void {
    if (this.#ended) return;
    this.#restartIdle();
    if (this.#waiting === undefined) this.#lines.push(line);
    else this.#take().resolve({ done: false, value: line });
  }

  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#cancelIdle();
    if (this.#waiting === undefined) return;
    if (error === undefined) this.#take().resolve({ done: true, value: undefined });
    else this.#take().reject(error);
  }

  next(): Promise<IteratorResult<string>> {
    const line = this.#lines[this.#next];
    if (line !== undefined) {
      this.#next += 1;
      if (this.#next === this.#lines.length) this.#next = this.#lines.length = 0;
      return Promise.resolve({ done: false, value: line });
    }
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<string>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  #take(): Waiting {
    const waiting = this.#waiting as Waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #restartIdle(): void {
    this.#cancelIdle();
    if (!Number.isFinite(this.#idleMs)) return;
    this.#cancelIdle = this.#clock.after(this.#idleMs, () =>
      this.end(new Error(`nothing arrived for ${this.#idleMs} ms`)),
    );
  }
}
