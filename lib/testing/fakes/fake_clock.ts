import type { Cancel, ServerClock } from "../../server/clock.ts";

interface Task {
  dueAt: number;
  readonly intervalMs: number | undefined;
  readonly run: () => void;
}

/** A clock that stands still until it is told how much time passes. */
export class FakeClock implements ServerClock {
  #now = 1000;
  #wallTime = Date.UTC(2026, 0, 1);
  readonly #tasks = new Set<Task>();

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#wallTime;
  }

  every(intervalMs: number, run: () => void): Cancel {
    return this.#add({ dueAt: this.#now + intervalMs, intervalMs, run });
  }

  after(delayMs: number, run: () => void): Cancel {
    return this.#add({
      dueAt: this.#now + delayMs,
      intervalMs: undefined,
      run,
    });
  }

  /** Lets time pass and runs what falls due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [task] = [...this.#tasks].filter(({ dueAt }) => dueAt <= end)
        .sort((a, b) => a.dueAt - b.dueAt);
      if (!task) break;
      this.#moveTo(task.dueAt);
      if (task.intervalMs === undefined) this.#tasks.delete(task);
      else task.dueAt += task.intervalMs;
      task.run();
    }
    this.#moveTo(end);
  }

  /** Tasks still to run: 0 where everything was cleaned up. */
  get pendingTasks(): number {
    return this.#tasks.size;
  }

  #moveTo(now: number): void {
    this.#wallTime += now - this.#now;
    this.#now = now;
  }

  #add(task: Task): Cancel {
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }
}
