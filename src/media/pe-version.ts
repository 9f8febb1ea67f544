export { readPeVersion } from '../files/pe-version.js';
