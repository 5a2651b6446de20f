import type { JobCost } from "./job_queue.ts";
import type { TestJob } from "./test_job.ts";

/** More than ten times what the longest file takes on a quiet machine. */
const DEADLINE_MS = 30 * 60_000;

/** Pages that load, meet and wait for each other. */
const WAITING = 0.5;

/** Pages that do something of everything: on two cores two such files fit, and one beside a busy one. */
const MIXED = 0.8;

/** Large files that cross, and screens that are encoded and decoded: on two cores not two at a time. */
const BUSY = 1.2;

/** What a file takes that the table below doesn't know. */
const USUAL: JobCost = { cores: MIXED, seconds: 30 };

/**
 * What the files of browser tests take on two cores with nothing else to do, roughly: it only decides what
 * begins when and beside what.
 */
export const COSTS: Readonly<Record<string, JobCost>> = {
  "islands/base_path_e2e_test.ts": { cores: MIXED, seconds: 10 },
  "islands/changed_pages_e2e_test.ts": { cores: BUSY, seconds: 90 },
  "islands/changed_sources_e2e_test.ts": { cores: BUSY, seconds: 25 },
  "islands/connectivity_e2e_test.ts": { cores: WAITING, seconds: 10 },
  "islands/failures_e2e_test.ts": { cores: WAITING, seconds: 120 },
  "islands/folders_e2e_test.ts": { cores: MIXED, seconds: 20 },
  "islands/hostile_peer_e2e_test.ts": { cores: MIXED, seconds: 45 },
  "islands/instances_e2e_test.ts": { cores: MIXED, seconds: 15 },
  "islands/lanes_e2e_test.ts": { cores: BUSY, seconds: 60 },
  "islands/last_byte_e2e_test.ts": { cores: WAITING, seconds: 10 },
  "islands/links_e2e_test.ts": { cores: WAITING, seconds: 40 },
  "islands/receive_to_e2e_test.ts": { cores: MIXED, seconds: 30 },
  "islands/receiver_resume_e2e_test.ts": { cores: BUSY, seconds: 70 },
  "islands/receiver_storage_e2e_test.ts": { cores: BUSY, seconds: 40 },
  "islands/recipients_e2e_test.ts": { cores: BUSY, seconds: 50 },
  "islands/screen_e2e_test.ts": { cores: BUSY, seconds: 80 },
  "islands/screen_troubles_e2e_test.ts": { cores: BUSY, seconds: 60 },
  "islands/sender_resume_e2e_test.ts": { cores: BUSY, seconds: 80 },
  "islands/slow_receiver_e2e_test.ts": { cores: WAITING, seconds: 35 },
  "islands/transfer_e2e_test.ts": { cores: MIXED, seconds: 30 },
  "lib/cli/browser_e2e_test.ts": { cores: MIXED, seconds: 10 },
  // Without browsers, and each in a process of its own: where several files share one, a file's isolate ends
  // while the process goes on, and the native library may still call into it.
  "lib/cli/terminals_e2e_test.ts": { cores: MIXED, seconds: 15 },
  "lib/fresh/hydration_e2e_test.ts": { cores: MIXED, seconds: 3 },
  "lib/peer/native/native_connection_e2e_test.ts": { cores: WAITING, seconds: 10 },
  "lib/peer/peer_session_e2e_test.ts": { cores: MIXED, seconds: 45 },
  "lib/storage/storage_e2e_test.ts": { cores: MIXED, seconds: 40 },
  "lib/testing/attacks/hostile_server_e2e_test.ts": { cores: MIXED, seconds: 60 },
  "lib/testing/browsers/shared_browsers_e2e_test.ts": { cores: MIXED, seconds: 10 },
};

/** All tests without browsers, and the examples of the documentation: one process for all cores. */
export function unitJob(cores: number): TestJob {
  return {
    name: "unit tests",
    args: [
      "--doc",
      "--parallel",
      "--ignore=**/*_e2e_test.ts,**/*_net_test.ts,**/*_long_test.ts",
      "lib",
      "routes",
      "bench",
    ],
    // A few wait for a process or a socket, and one more file fills that time.
    environment: { DENO_JOBS: `${cores + 1}` },
    deadlineMs: DEADLINE_MS,
    cores: Infinity,
    seconds: 75,
  };
}

/** A process for each file of browser tests. */
export function browserJobs(files: readonly string[]): TestJob[] {
  return files.map((name) => ({
    name,
    file: name,
    args: [name],
    environment: {},
    deadlineMs: DEADLINE_MS,
    ...(COSTS[name] ?? USUAL),
  }));
}
