/** Time as it is handed to the simulator; milliseconds. */
export interface DemoClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
