import { targetsInWords } from './name-groups.js';

/** As a run words the warnings of a step: `install:1/cleanup: The component store was not cleaned`. */
const ofStep = /^(?<target>[a-z]+(?::\d+)?)\/(?<step>[\w-]+): (?<text>.*)$/su;

/** Warnings, each once; what a step said alike of several images is one: `install:1\u201311/cleanup: \u2026`. In the order of the first. */
export function groupWarnings(warnings: readonly string[]): string[] {
  const groups = new Map<string, { targets: Set<string>; rest: string }>();
  for (const warning of warnings) {
    const { target, step = '', text = warning } = ofStep.exec(warning)?.groups ?? {};
    const rest = target === undefined ? warning : `/${step}: ${text}`;
    const group = groups.get(rest) ?? { targets: new Set<string>(), rest };
    if (target !== undefined) group.targets.add(target);
    groups.set(rest, group);
  }
  return [...groups.values()].map(({ targets, rest }) => `${targetsInWords([...targets], [])}${rest}`);
}
