/** What differs between the generations that the classic recipe serves. */
export interface ClassicRules {
  /** Cumulative update into WinPE, Setup and WinRE. */
  readonly bootCumulative: boolean;
  /** Step 9: matching newer files from System32 to the media's sources. */
  readonly copyNewerSources: boolean;
  readonly note: string | undefined;
}

const founding: ClassicRules = { bootCumulative: true, copyNewerSources: true, note: undefined };

/**
 * Rules by build. Sources: the founding process (2018) and what its own author and W10UI changed later:
 * 14393 gets no cumulative update in boot images, they need an older servicing stack first; from 18362 the
 * copy of System32 to sources is off because Setup then met files of two builds.
 */
const rules: ReadonlyMap<number, ClassicRules> = new Map([
  [14393, { bootCumulative: false, copyNewerSources: true, note: 'Build 14393: no cumulative update in WinRE and boot images' }],
  [15063, founding],
  [16299, founding],
  [17134, founding],
  [17763, founding],
  [18362, { bootCumulative: true, copyNewerSources: false, note: 'Build 18362/18363: sources get setup.exe from the Setup image only' }],
  [18363, { bootCumulative: true, copyNewerSources: false, note: 'Build 18362/18363: sources get setup.exe from the Setup image only' }],
]);

/** The rules for a build; undefined where the classic recipe was never meant for it. */
export function classicRules(build: number): ClassicRules | undefined {
  return rules.get(build);
}
