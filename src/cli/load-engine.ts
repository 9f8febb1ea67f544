import type { CliEngine } from './engine.js';

/** The real engine. Loaded when a command needs it, so that `--help` and usage errors stay quick; the lab only for `lab`. */
export async function loadEngine(): Promise<CliEngine> {
  const { catalogueEntries, cleanWorkspace, doctor, estimateRun, examinePath, explain, exportImages, inspectPath, inspectWorkspace, makeIso, makeReport, planServicing, scanUpdates, serviceMedia, splitImage } = await import('../index.js');
  return {
    cleanWorkspace, doctor, estimateRun, examineMedia: examinePath, inspectMedia: inspectPath, inspectWorkspace, planServicing, scanUpdates, serviceMedia,
    exportImages, makeIso, makeReport, splitImage,
    async openPage(page) {
      const { openPage } = await import('./open-page.js');
      return openPage(page);
    },
    catalogue: async () => Promise.resolve(catalogueEntries),
    explain: async (code) => Promise.resolve(explain(code)),
    async makeLab(options) {
      const { makeLab } = await import('../lab/make-lab.js');
      return makeLab(options);
    },
    async buildHost() {
      const { buildHost } = await import('./host-builder.js');
      return buildHost();
    },
  };
}
