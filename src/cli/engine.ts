import type { WorkspaceContent, WorkspaceOptions } from '../clean-workspace.js';
import type { CatalogueEntry } from '../dism/catalogue-entry.js';
import type { LabOptions, LabReport } from '../lab/make-lab.js';
import type { DoctorOptions, DoctorReport } from '../preflight/doctor.js';
import type { RunEstimate } from '../run/estimate-run.js';
import type { MediaDifference } from '../schema/difference.js';
import type { MadeReport, ReportRequest } from '../report-run.js';
import type { RunEvent } from '../schema/event.js';
import type { ImageFileInfo, MediaInfo } from '../schema/media.js';
import type { OutputJobOptions } from '../output-job.js';
import type { ExportJobInput, ImageJobResult, IsoJobInput, IsoJobResult, SplitJobInput } from '../schema/output-jobs.js';
import type { Plan } from '../schema/plan.js';
import type { ServicingRequestInput } from '../schema/request.js';
import type { ServicingResult } from '../schema/result.js';
import type { UpdateScan } from '../schema/update.js';
import type { ImageExamination } from '../verify/examine/examine-images.js';
import type { Examination } from '../verify/examine/examine-media.js';

/** What `service` always gives the engine. */
export interface ServiceCallbacks {
  signal: AbortSignal;
  onEvent: (event: RunEvent) => void;
  /** Asked once, after planning and before anything is changed. */
  confirm: (plan: Plan, estimate?: RunEstimate) => Promise<boolean>;
}

/** What the command line needs of the engine; tests put their own in its place. */
export interface CliEngine {
  serviceMedia(request: ServicingRequestInput, callbacks: ServiceCallbacks): Promise<ServicingResult>;
  estimateRun(plan: Plan, request: ServicingRequestInput): Promise<RunEstimate>;
  planServicing(request: ServicingRequestInput): Promise<Plan>;
  /** Media, or a file with images by itself. */
  inspectMedia(path: string): Promise<MediaInfo | ImageFileInfo>;
  /** Media, or a file with images by itself. */
  examineMedia(path: string): Promise<Examination | ImageExamination>;
  /** What differs between two media, files with images, outputs or results. */
  compareMedia(a: string, b: string): Promise<MediaDifference>;
  /** A comparison as a page. */
  writeDifferencePage(file: string, difference: MediaDifference): Promise<void>;
  scanUpdates(paths: string[]): Promise<UpdateScan>;
  makeIso(request: IsoJobInput, callbacks: OutputJobOptions): Promise<IsoJobResult>;
  exportImages(request: ExportJobInput, callbacks: OutputJobOptions): Promise<ImageJobResult>;
  splitImage(request: SplitJobInput, callbacks: OutputJobOptions): Promise<ImageJobResult>;
  inspectWorkspace(options: WorkspaceOptions): Promise<WorkspaceContent>;
  cleanWorkspace(options: WorkspaceOptions & { withCache: boolean }): Promise<WorkspaceContent>;
  /** The page of a run, made again. */
  makeReport(request: ReportRequest): Promise<MadeReport>;
  /** Shows a page with this computer's browser; why it could not, else undefined. */
  openPage(page: string): Promise<string | undefined>;
  doctor(options: DoctorOptions): Promise<DoctorReport>;
  /** Every entry of the error catalogue, in its order. */
  catalogue(): Promise<readonly CatalogueEntry[]>;
  /** The error catalogue; the lab and it are loaded when they are asked for. */
  explain(code: string): Promise<CatalogueEntry | undefined>;
  makeLab(options: LabOptions): Promise<LabReport>;
  /** Path of the `pwsh` that was built. */
  buildHost(): Promise<string>;
}
