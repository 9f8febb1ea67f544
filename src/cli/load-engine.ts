import type { CliEngine } from './engine.js';

/** The real engine, each part of which is loaded when a command needs it: what only looks at media loads no session and no lab. */
export async function loadEngine(): Promise<CliEngine> {
  return Promise.resolve<CliEngine>({
    serviceMedia: async (...given) => (await import('../service-media.js')).serviceMedia(...given),
    estimateRun: async (...given) => (await import('../estimate-run.js')).estimateRun(...given),
    planServicing: async (...given) => (await import('../prepare.js')).planServicing(...given),
    inspectMedia: async (...given) => (await import('../media/inspect-path.js')).inspectPath(...given),
    examineMedia: async (...given) => (await import('../verify/examine/examine-images.js')).examinePath(...given),
    compareMedia: async (...given) => (await import('../compare/compare-media.js')).compareMedia(...given),
    writeDifferencePage: async (...given) => (await import('./difference-page.js')).writeDifferencePage(...given),
    scanUpdates: async (...given) => (await import('../updates/scan-updates.js')).scanUpdates(...given),
    makeIso: async (...given) => (await import('../make-iso.js')).makeIso(...given),
    exportImages: async (...given) => (await import('../export-images.js')).exportImages(...given),
    splitImage: async (...given) => (await import('../split-image.js')).splitImage(...given),
    inspectWorkspace: async (...given) => (await import('../clean-workspace.js')).inspectWorkspace(...given),
    cleanWorkspace: async (...given) => (await import('../clean-workspace.js')).cleanWorkspace(...given),
    makeReport: async (...given) => (await import('../report-run.js')).makeReport(...given),
    openPage: async (...given) => (await import('./open-page.js')).openPage(...given),
    doctor: async (...given) => (await import('../preflight/doctor.js')).doctor(...given),
    catalogue: async () => (await import('../dism/catalogue.js')).catalogueEntries,
    explain: async (...given) => (await import('../dism/catalogue.js')).explain(...given),
    makeLab: async (...given) => (await import('../lab/make-lab.js')).makeLab(...given),
    buildHost: async () => (await import('./host-builder.js')).buildHost(),
  });
}
