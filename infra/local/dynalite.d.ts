/** What of dynalite, which has no types of its own, the sandbox uses. */
declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** `path` on disk, in memory without; zero milliseconds make tables usable at once. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
