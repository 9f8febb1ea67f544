import tseslint from 'typescript-eslint';

/**
 * The house: which room of src/ may import which other rooms. `types` may be imported as types only. Files of the package's
 * top (index.ts, service-media.ts, …) may import every room but cli and lab; only cli may import them.
 * docs/architecture.md shows the same as a picture.
 * @type {Record<string, { rooms: readonly string[], types?: readonly string[] }>}
 */
export const importMatrix = {
  schema: { rooms: [] },
  files: { rooms: ['schema'] },
  media: { rooms: ['schema', 'files'] },
  updates: { rooms: ['schema', 'files', 'media'] },
  inputs: { rooms: ['schema', 'files'] },
  plan: { rooms: ['schema', 'files'] },
  powershell: { rooms: ['schema', 'files'] },
  dism: { rooms: ['schema', 'files', 'powershell'] },
  output: { rooms: ['schema', 'files', 'media'] },
  preflight: { rooms: ['schema', 'files', 'media', 'output', 'dism', 'powershell'], types: ['plan'] },
  run: { rooms: ['schema', 'files', 'media', 'output', 'dism', 'powershell'], types: ['plan'] },
  verify: { rooms: ['schema', 'files', 'media', 'dism'] },
  compare: { rooms: ['schema', 'files', 'media'] },
  report: { rooms: ['schema', 'files'] },
  lab: { rooms: ['schema', 'files', 'media', 'output'] },
  cli: {
    rooms: ['schema', 'files', 'media', 'updates', 'inputs', 'plan', 'output', 'powershell', 'dism', 'preflight', 'run', 'verify', 'compare', 'report'],
    // Loaded lazily, by load-engine.ts.
    types: ['lab'],
  },
};

const allRooms = Object.keys(importMatrix);
const topModules = ['index', 'service-media', 'prepare', 'open-run', 'clean-workspace'];
const up = String.raw`^(?:\.\.?/)+`;

/** @param {readonly string[]} rooms */
const intoRooms = (rooms) => `${up}(?:src/)?(?:${rooms.join('|')})/`;

/** @returns {import('eslint').Linter.RulesRecord} */
function restrict(patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

function roomConfig(room) {
  const { rooms, types = [] } = importMatrix[room];
  const closed = allRooms.filter((other) => other !== room && !rooms.includes(other) && !types.includes(other));
  const patterns = [
    { regex: intoRooms(closed), message: `src/${room} may import only ${[room, ...rooms].join(', ')} (importMatrix in eslint.config.js).` },
    ...types.map((other) => ({
      regex: intoRooms([other]), allowTypeImports: true, message: `src/${room} may import only types from src/${other}.`,
    })),
  ];
  if (room !== 'cli') {
    patterns.push({ regex: `${up}(?:${topModules.join('|')})\\.js$`, message: 'Only src/cli may import the top of the package.' });
  }
  if (room === 'plan') {
    patterns.push({ regex: `${up}files/(?!canonical-json\\.js$)`, message: 'A plan is pure: of src/files it may use canonical-json only.' });
  }
  return { files: [`src/${room}/**/*.{ts,tsx}`], rules: restrict(patterns) };
}

/** The import matrix as ESLint configuration, apart so that a test can run it alone. */
export const importRules = [
  { plugins: { '@typescript-eslint': tseslint.plugin } },
  ...allRooms.map(roomConfig),
  {
    files: ['src/*.ts'],
    rules: restrict([{ regex: '^\\./(?:cli|lab)/', message: 'The engine knows neither its command line nor the lab.' }]),
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    // The main job's engine is loaded while its first session comes up, and what a run needs at its end beside its steps.
    ignores: ['src/cli/**', 'src/service-media.ts', 'src/run-service.ts', 'src/report/bill-of-materials.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'ImportExpression[source.value=/^\\./], ImportExpression:not([source.type="Literal"])', message: 'Only src/cli loads rooms lazily.' }],
    },
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'build-test*/', 'coverage/', 'lab/', 'packed/', 'ps/', 'module-manifest/', 'node_modules/'] },
  {
    files: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}', 'scripts/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'eqeqeq': ['error', 'always', { null: 'ignore' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // An async function without await answers an interface, and still turns a throw into a rejection.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Ports and clients are objects of functions here, taken apart on purpose; classes keep their state in #private fields.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: { 'max-lines': ['error', { max: 300 }], 'no-console': 'error' },
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      // chai's assertions are property reads.
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  ...importRules,
);
