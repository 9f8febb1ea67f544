import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent, ServicingRequestInput } from '../../src/index.js';
import { serviceMedia } from '../../src/index.js';
import type { ServiceOptions } from '../../src/index.js';
import type { LabOptions } from '../../src/lab/make-lab.js';
import type { ServicingResult } from '../../src/index.js';
import { copyOfLab } from './shared-lab.js';

const variable = 'OFFLINE_SERVICING_REHEARSAL';

/** What a fault of the rehearsal's configuration says (docs/rehearsal.md). */
export interface Fault {
  cmdlet: string;
  call?: number;
  match?: string;
  then: 'fail' | 'pretend' | 'hang' | 'die' | 'pending' | 'extra' | 'renumber' | 'stackOnly';
  hresult?: string;
}

/** Lab media and updates for one suite, and a way to service them under a configuration of the rehearsal. */
export class LabSuite {
  root = '';
  #outputs = 0;

  /** @param options of the lab; default Windows 10 1803 in two editions with little payload */
  constructor(options: Partial<LabOptions> = {}) {
    before(async () => {
      suite.root = mkdtempSync(join(tmpdir(), 'offline-servicing-e2e-'));
      await copyOfLab({ build: 17134, megabytes: 1, ...options, output: suite.at() });
    });
    after(() => {
      rmSync(suite.root, { recursive: true, force: true });
    });
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- mocha's hooks have a this of their own
    const suite = this;
  }

  /** A path in the lab: below `media`, `updates`, and for some generations `repository`, `drivers`, `extras`. */
  at(...path: string[]): string {
    return join(this.root, 'lab', ...path);
  }

  get media(): string {
    return this.at('media');
  }

  get updates(): string {
    return this.at('updates');
  }

  /** The place of the next output, which does not exist yet. */
  nextOutput(): string {
    this.#outputs += 1;
    return join(this.root, `run${this.#outputs}`, 'output');
  }

  async service(request: Partial<ServicingRequestInput>, options: ServiceOptions & { mount?: 'fuse' | 'extract'; faults?: Fault[] } = {}): Promise<ServicingResult> {
    const { mount, faults, ...rest } = options;
    return this.rehearse({ ...(mount === undefined ? {} : { mount }), ...(faults === undefined ? {} : { faults }) }, () =>
      serviceMedia({ media: this.media, updates: [this.updates], output: this.nextOutput(), backend: 'rehearsal', ...request }, rest));
  }

  /** Does something under a configuration of the rehearsal. */
  async rehearse<T>({ mount = 'auto', faults = [] }: { mount?: 'fuse' | 'extract' | 'auto'; faults?: Fault[] }, work: () => Promise<T>): Promise<T> {
    const config = join(this.root, 'rehearsal.json');
    writeFileSync(config, JSON.stringify({ mount, state: join(this.root, 'state'), faults }));
    return withVariables({ [variable]: config, XDG_CACHE_HOME: join(this.root, 'cache') }, work);
  }
}

/** Does something under other environment variables. */
async function withVariables<T>(variables: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

/** Collects a run's events. */
export function recorder(): { events: RunEvent[]; onEvent: (event: RunEvent) => void } {
  const events: RunEvent[] = [];
  return { events, onEvent: (event) => { events.push(event); } };
}
