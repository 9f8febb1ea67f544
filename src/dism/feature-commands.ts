import type { DismCaller } from './dism-caller.js';
import { advancedFeatureSchema, basicFeatureSchema, imageObjectSchema } from './objects.js';
import type { AdvancedFeature, BasicFeature, ImageObject } from './objects.js';

export interface EnableFeatureOptions {
  path: string;
  name: string;
  /** Folder with the files of the feature, e.g. `sources\sxs` of media of the same build. */
  source?: string | undefined;
  /** Enable the parents of the feature too. */
  all?: boolean | undefined;
  /** Do not ask Windows Update. */
  limitAccess?: boolean | undefined;
}

/** Optional features of a mounted image. */
export interface FeatureCommands {
  /** `Get-WindowsOptionalFeature` */
  getFeatures(path: string): Promise<BasicFeature[]>;
  /** `Get-WindowsOptionalFeature -FeatureName`; undefined where the image does not know the feature. */
  getFeature(path: string, name: string): Promise<AdvancedFeature | undefined>;
  /** `Enable-WindowsOptionalFeature` */
  enableFeature(options: EnableFeatureOptions): Promise<ImageObject>;
}

/** See {@link FeatureCommands}. */
export function featureCommands(dism: DismCaller): FeatureCommands {
  const cmdlet = 'Get-WindowsOptionalFeature';
  return {
    getFeatures: (path) => dism.many(cmdlet, { Path: path }, basicFeatureSchema),
    getFeature: async (path, name) => (await dism.many(cmdlet, { Path: path, FeatureName: name }, advancedFeatureSchema))
      .find((feature) => feature.FeatureName.toLowerCase() === name.toLowerCase()),
    enableFeature: ({ path, name, source, all, limitAccess }) => dism.one('Enable-WindowsOptionalFeature', {
      Path: path, FeatureName: [name], Source: source === undefined ? undefined : [source], All: all, LimitAccess: limitAccess,
    }, imageObjectSchema),
  };
}
