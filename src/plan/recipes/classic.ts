import type { Build } from '../../schema/common.js';
import type { ImageInfo, MediaInfo } from '../../schema/media.js';
import type { Step, Target, TargetId } from '../../schema/plan.js';
import { updateKindNames } from '../../schema/update.js';
import type { UpdateInfo } from '../../schema/update.js';
import type { UpdateChoice } from '../choose-updates.js';
import { updateName } from '../choose-updates.js';
import type { ClassicRules } from './classic-builds.js';
import { StepBuilder } from './step-builder.js';

/** Everything the classic recipe decides by. */
export interface ClassicInput {
  readonly media: MediaInfo;
  readonly images: readonly ImageInfo[];
  readonly choice: UpdateChoice;
  readonly rules: ClassicRules;
  readonly netfx3: boolean;
  readonly winreCumulative: boolean;
  readonly resetBase: boolean;
}

export interface RecipeOutput {
  readonly steps: Step[];
  readonly targets: Omit<Target, 'digest'>[];
  /** SHA-256 of an update → targets that get it. */
  readonly applied: ReadonlyMap<string, ReadonlySet<TargetId>>;
}

const installed = ['Installed'];
/** An update with work for the first boot reads InstallPending offline; the build in the hive is then what proves it. */
const installedOrPending = ['Installed', 'InstallPending'];

/** The founding process, steps 1 to 12, as a graph; `recipeStep` keeps its numbers. */
export function classicRecipe(input: ClassicInput): RecipeOutput {
  return new ClassicPlan(input).build();
}

class ClassicPlan {
  readonly #input: ClassicInput;
  readonly #steps = new StepBuilder();
  readonly #targets: Omit<Target, 'digest'>[] = [];
  readonly #applied = new Map<string, Set<TargetId>>();
  /** SHA-1 of a distinct winre.wim → its target. */
  readonly #winres = new Map<string, TargetId>();

  constructor(input: ClassicInput) {
    this.#input = input;
  }

  build(): RecipeOutput {
    const { media, images } = this.#input;
    this.#steps.add('media', 'copy', '1', 'Copy the media to the working folder',
      { action: 'copy-media', except: [media.install.path, media.boot.path] });
    images.forEach((image, at) => this.#installImage(image, at + 1));
    for (const image of this.#bootImages()) this.#bootImage(image);
    this.#assembleBoot();
    this.#applyFiles();
    const sources = this.#targets.map((target) => target.id);
    this.#targets.push({ id: 'media', title: 'Media: sources and boot files', source: { kind: 'media' }, consumes: sources });
    return { steps: this.#steps.steps, targets: this.#targets, applied: this.#applied };
  }

  #installImage(image: ImageInfo, position: number): void {
    const { media, choice } = this.#input;
    const id: TargetId = `install:${image.index}`;
    const s = this.#steps;
    s.add(id, 'export-source', '2', `Give ${image.name} a WIM of its own`, { action: 'export-source', wim: media.install.path, index: image.index });
    s.add(id, 'mount', '2', `Mount ${image.name}`, { action: 'mount' });
    const winre = this.#winre(image, id);
    if (winre !== undefined && image.winre !== undefined) {
      s.add(id, 'put-winre', '5', `Put the serviced winre.wim back into ${image.name}`,
        { action: 'put-winre', winre, path: image.winre.path }, { after: [s.last(winre)] });
    }
    this.#servicingStack(id, '6');
    this.#cumulative(id, 'add-cumulative', '7', this.#builds(image).after);
    if (choice.flash !== undefined && image.installationType !== 'Server Core') this.#package(id, 'add-flash', '7', choice.flash);
    s.add(id, 'cleanup', '8', 'Clean up the component store',
      { action: 'cleanup', resetBase: this.#input.resetBase, defer: false, pendingIsWarning: true });
    if (this.#input.rules.copyNewerSources && image === this.#sourcesImage()) {
      s.add(id, 'collect-sources', '9', 'Take matching newer files of System32 for the media\'s sources',
        { action: 'collect-newer', from: 'Windows/System32', to: 'sources' }, { after: ['media/copy'] });
    }
    this.#netfx3(id, image);
    s.add(id, 'save', '11', `Dismount and save ${image.name}`, { action: 'save' });
    const assembled = this.#input.images.slice(0, position - 1).map((earlier) => `install:${earlier.index}/assemble`);
    s.add(id, 'assemble', '11', `Export ${image.name} into install.wim`, {
      action: 'assemble-image', wim: media.install.path, from: id, position, name: image.name, description: image.description,
      bootable: media.install.bootIndex === image.index,
    }, { after: ['media/copy', ...assembled.slice(-1)] });
    const { before, after } = this.#builds(image);
    this.#targets.push({
      id, title: image.name, consumes: winre === undefined ? [] : [winre],
      source: { kind: 'wim', wim: media.install.path, index: image.index, identity: image.identity },
      ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { expectedBuild: after }),
    });
  }

  /** Step 2.1 to 4: one target per distinct winre.wim, taken from the first image that holds it. */
  #winre(image: ImageInfo, holder: TargetId): TargetId | undefined {
    if (image.winre === undefined) return undefined;
    const known = this.#winres.get(image.winre.sha1);
    if (known !== undefined) return known;
    const id: TargetId = this.#winres.size === 0 ? 'winre' : `winre:${this.#winres.size + 1}`;
    this.#winres.set(image.winre.sha1, id);
    const s = this.#steps;
    const take = s.add(holder, 'take-winre', '2.1', 'Copy winre.wim out of the image',
      { action: 'take-winre', winre: id, path: image.winre.path });
    s.add(id, 'mount', '3', 'Mount WinRE', { action: 'mount' }, { after: [take] });
    this.#servicingStack(id, '3.1');
    const ubr = this.#input.choice.cumulative.resultBuild?.ubr;
    const build = image.version?.build;
    const expected = ubr === undefined || build === undefined ? undefined : { build, ubr };
    const cumulative = this.#input.winreCumulative && this.#input.rules.bootCumulative;
    if (cumulative) this.#cumulative(id, 'add-cumulative', '3.2', expected);
    s.add(id, 'cleanup', '3.3', 'Clean up the component store', { action: 'cleanup', resetBase: true, defer: true, pendingIsWarning: false });
    s.add(id, 'save', '3.4', 'Dismount and save WinRE', { action: 'save' });
    s.add(id, 'export', '4', 'Export WinRE to shrink it', { action: 'export-target' });
    this.#targets.push({
      id, title: id === 'winre' ? 'WinRE' : `WinRE of ${image.name}`, consumes: [],
      source: { kind: 'image-file', in: holder, path: image.winre.path, sha1: image.winre.sha1 },
      ...(cumulative && expected !== undefined ? { expectedBuild: expected } : {}),
    });
    return id;
  }

  #netfx3(id: TargetId, image: ImageInfo): void {
    const { media, netfx3, choice } = this.#input;
    if (media.netfx3Source === undefined) return;
    const enable = this.#steps.add(id, 'enable-netfx3', '10', 'Enable .NET Framework 3.5 from the media',
      { action: 'enable-feature', feature: 'NetFx3', source: media.netfx3Source }, {
        ...(netfx3 ? {} : { when: { kind: 'feature-enabled', feature: 'NetFx3' } as const }),
        expects: { feature: { name: 'NetFx3', states: ['Enabled', 'EnablePending'] } },
      });
    this.#steps.add(id, 'readd-cumulative', '10', `Add ${updateKindNames[choice.cumulative.kind]} ${updateName(choice.cumulative)} again, for what .NET Framework 3.5 brought`,
      { action: 'add-package', update: choice.cumulative.sha256, file: choice.cumulative.file, kind: choice.cumulative.kind }, {
        when: { kind: 'step-ran', step: enable },
        expects: this.#cumulativeProof(this.#builds(image).after),
      });
  }

  #bootImage(image: ImageInfo): void {
    const { media } = this.#input;
    const id: TargetId = `boot:${image.index}`;
    const s = this.#steps;
    s.add(id, 'export-source', '12', `Give ${image.name} a WIM of its own`, { action: 'export-source', wim: media.boot.path, index: image.index });
    s.add(id, 'mount', '12', `Mount ${image.name}`, { action: 'mount' });
    this.#servicingStack(id, '12.1');
    const { before, after } = this.#builds(image);
    const cumulative = this.#input.rules.bootCumulative;
    if (cumulative) this.#cumulative(id, 'add-cumulative', '12.2', after);
    s.add(id, 'cleanup', '12.3', 'Clean up the component store', { action: 'cleanup', resetBase: true, defer: true, pendingIsWarning: false });
    if (this.#isSetup(image)) {
      s.add(id, 'collect-setup', '12', 'Take setup.exe of the Setup image for the media\'s sources',
        { action: 'collect-file', from: 'sources/setup.exe', to: 'sources/setup.exe' });
    }
    s.add(id, 'save', '12', `Dismount and save ${image.name}`, { action: 'save' });
    this.#targets.push({
      id, title: image.name, consumes: [], source: { kind: 'wim', wim: media.boot.path, index: image.index, identity: image.identity },
      ...(before === undefined ? {} : { before }), ...(cumulative && after !== undefined ? { expectedBuild: after } : {}),
    });
  }

  #assembleBoot(): void {
    const { boot } = this.#input.media;
    const earlier = ['media/copy'];
    boot.images.forEach((image, at) => {
      const id: TargetId = `boot:${image.index}`;
      const others = boot.images.map((other) => this.#steps.last(`boot:${other.index}`));
      const step = this.#steps.add(id, 'assemble', '12', `Export ${image.name} into boot.wim`, {
        action: 'assemble-image', wim: boot.path, from: id, position: at + 1, name: image.name,
        description: image.description, bootable: boot.bootIndex === image.index,
      }, { after: [...earlier, ...(at === 0 ? others : [])] });
      earlier.splice(0, 1, step);
    });
  }

  /** Step 9 and 12 end here; setup.exe goes last, in one direction, so that media and Setup image agree. */
  #applyFiles(): void {
    const { boot } = this.#input.media;
    const setup = boot.images.find((image) => this.#isSetup(image));
    const newer: TargetId[] = this.#input.rules.copyNewerSources ? [`install:${this.#sourcesImage().index}`] : [];
    const from: TargetId[] = [...newer, ...(setup === undefined ? [] : [`boot:${setup.index}` as const])];
    const ends = [...new Set([...this.#input.images.map((i) => `install:${i.index}` as const), ...boot.images.map((i) => `boot:${i.index}` as const)])];
    this.#steps.add('media', 'apply-files', '9', 'Put newer files and setup.exe into the media\'s sources',
      { action: 'apply-files', targets: from }, { after: ends.map((target) => this.#steps.last(target)) });
  }

  #servicingStack(id: TargetId, recipeStep: string): void {
    const { servicingStack } = this.#input.choice;
    if (servicingStack !== undefined) this.#package(id, 'add-servicing-stack', recipeStep, servicingStack);
  }

  #cumulative(id: TargetId, name: string, recipeStep: string, after: Build | undefined): void {
    this.#package(id, name, recipeStep, this.#input.choice.cumulative, after);
  }

  #package(id: TargetId, name: string, recipeStep: string, update: UpdateInfo, after?: Build): void {
    const targets = this.#applied.get(update.sha256) ?? new Set<TargetId>();
    this.#applied.set(update.sha256, targets.add(id));
    const expects = update === this.#input.choice.cumulative ? this.#cumulativeProof(after) : {
      packages: [{ identity: update.identity, states: update.kind === 'servicingStack' ? installed : installedOrPending }],
      ...(update.servicingStackVersion === undefined ? {} : { servicingStack: update.servicingStackVersion }),
    };
    this.#steps.add(id, name, recipeStep, `Add ${updateKindNames[update.kind]} ${updateName(update)}`,
      { action: 'add-package', update: update.sha256, file: update.file, kind: update.kind }, { expects });
  }

  #cumulativeProof(build: Build | undefined): NonNullable<Step['expects']> {
    const { cumulative } = this.#input.choice;
    return { packages: [{ identity: cumulative.identity, states: installedOrPending }], ...(build === undefined ? {} : { build }) };
  }

  #builds(image: ImageInfo): { before?: Build; after?: Build } {
    if (image.version === undefined) return {};
    const before = { build: image.version.build, ubr: image.ubr ?? image.version.spBuild };
    const ubr = this.#input.choice.cumulative.resultBuild?.ubr;
    return ubr === undefined ? { before } : { before, after: { build: before.build, ubr } };
  }

  /** Highest build, then lowest index: the one image whose System32 feeds the media's sources. */
  #sourcesImage(): ImageInfo {
    const build = (image: ImageInfo): number => (image.version?.build ?? 0) * 1e6 + (image.ubr ?? image.version?.spBuild ?? 0);
    const [first, ...rest] = this.#input.images;
    if (first === undefined) throw new Error('A plan needs at least one install image');
    return rest.reduce((best, image) => (build(image) > build(best) ? image : best), first);
  }

  /** The founding process takes the Setup image first. */
  #bootImages(): ImageInfo[] {
    return [...this.#input.media.boot.images].sort((a, b) => Number(this.#isSetup(b)) - Number(this.#isSetup(a)));
  }

  #isSetup(image: ImageInfo): boolean {
    return image.index === (this.#input.media.boot.bootIndex === 0 ? 2 : this.#input.media.boot.bootIndex);
  }
}
