/** The objects of drivers, capabilities and apps, with the module's own property names (docs of Microsoft.Dism.Commands). */
import { z } from 'zod';

/** `Get-WindowsDriver`, one per driver. */
export const basicDriverSchema = z.object({
  /** Published name, e.g. `oem3.inf`. */
  Driver: z.string(),
  /** Path of the INF in the driver store of the mount. */
  OriginalFileName: z.string(),
  Inbox: z.boolean(),
});
export type BasicDriver = z.infer<typeof basicDriverSchema>;

/** `Get-WindowsCapability`, one per capability; an unknown one has an empty name. */
export const basicCapabilitySchema = z.object({ Name: z.string().nullish().transform((value) => value ?? ''), State: z.string() });
export type BasicCapability = z.infer<typeof basicCapabilitySchema>;

/** `Get-AppxProvisionedPackage`, one per app. */
export const provisionedAppSchema = z.object({
  /** Name of the package family's first part, e.g. `Microsoft.BingWeather`. */
  DisplayName: z.string(),
  /** Full name, e.g. `Microsoft.BingWeather_4.23.10923.0_neutral_~_8wekyb3d8bbwe`. */
  PackageName: z.string(),
});
export type ProvisionedApp = z.infer<typeof provisionedAppSchema>;
