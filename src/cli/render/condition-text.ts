import { formatBuild } from '../../schema/common.js';
import type { Condition } from '../../schema/plan.js';

/** A condition in the words "if …". */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'feature-enabled': return `if ${condition.feature} is enabled in the image`;
    case 'package-absent': return `if the image has no ${condition.identity.split('~')[0]} yet`;
    case 'step-ran': return `if step ${condition.step} ran`;
    case 'servicing-stack-below': return `if the image's servicing stack is older than ${condition.version}`;
    case 'build-below': return `if the image is older than build ${formatBuild(condition.build)}`;
    case 'package-below': return `if the image lacks ${condition.identity} and later versions of it`;
    case 'reapply-needed': return `if step ${condition.step} ran and the image has no ${condition.folder}`;
    case 'too-large-for-iso': return `if the program that writes the ISO file knows no UDF, and ${condition.file} is over 4 GiB`;
    case 'feature-unless': return `unless ${condition.feature} is ${condition.states.join(' or ')} in the image`;
    case 'capability-unless': return `unless ${condition.capability} is ${condition.states.join(' or ')} in the image`;
  }
}
