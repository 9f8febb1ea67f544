import type { ImageWork } from '../image-work.js';

/** .NET Framework 3.5 where the request asks for it. */
export function enableNetfx3(work: ImageWork): void {
  if (work.options.netfx3) enable(work, false);
}

/** The founding process, step 10: also where the image has it on already, so that its files are those of the media. */
export function enableNetfx3WhereOn(work: ImageWork): void {
  enable(work, !work.options.netfx3);
}

function enable(work: ImageWork, onlyWhereOn: boolean): void {
  const source = work.media.netfx3Source;
  if (source === undefined || !work.input.generation.hasNetfx3) return;
  work.netfx3Step = work.add('enable-netfx3', 'Enable .NET Framework 3.5 from the media', { action: 'enable-feature', feature: 'NetFx3', source }, {
    ...(onlyWhereOn ? { when: { kind: 'feature-enabled', feature: 'NetFx3' } as const } : {}),
    expects: { feature: { name: 'NetFx3', states: ['Enabled', 'EnablePending'] } },
  });
}
