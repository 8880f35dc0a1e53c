/**
 * Loads the configuration folder. Everything is parsed before anything is used, references between files are
 * checked, and all problems are told at once. Nothing that is wrong is guessed around.
 */
import type { z } from 'zod';
import type { Tool } from '../domain/register.ts';
import { derivedCategories, type Rules } from '../domain/rules.ts';
import { type AdapterOptions, buildCatalogue, type KnownSource } from './catalogue.ts';
import { checkTemplates, type TemplateChecks } from './check-templates.ts';
import type { Config } from './config.ts';
import { contactsFile } from './contacts-file.ts';
import type { Environment } from './environment.ts';
import { type ConfigProblem, InvalidConfigError, sortProblems } from './problem.ts';
import { type FolderFile, readConfigFolder, templatesFolder } from './read-folder.ts';
import { registerFile } from './register-file.ts';
import { regulationFaults } from './regulation-keys.ts';
import { resolveContacts } from './resolve-routes.ts';
import { resolveSources } from './resolve-sources.ts';
import { resolveTools } from './resolve-tools.ts';
import { rulesFile, toRules } from './rules-file.ts';
import { checkSchema } from './schema-problems.ts';
import { settingsFile } from './settings-file.ts';
import { toSettings } from './to-settings.ts';
import { vendorFile } from './vendor-file.ts';
import { watchlistFile } from './watchlist-file.ts';
import { parseYamlFile, type YamlFile } from './yaml-file.ts';

export interface LoadOptions {
  readonly folder: string;
  readonly env: Environment;
  /** The kinds of sources there are, by name; their schemas check the sources' options. */
  readonly adapters: AdapterOptions;
  /** What templates there are and how they are checked; without it, templates of one's own are refused. */
  readonly templates?: TemplateChecks;
  /** Texts that stand for what files of the folder hold, by name: a change is tried before it is written. */
  readonly instead?: ReadonlyMap<string, string>;
}

const noTemplates: TemplateChecks = { names: [], check: () => [] };

/** What is in force, and beside it everything that the catalogue knows, watched or not. */
export interface LoadedConfig extends Config {
  readonly known: readonly KnownSource[];
}

/** A file that was read; `value` is null when it has faults, which are reported already. */
interface Loaded<Value> {
  readonly file: YamlFile;
  readonly value: Value | null;
}

/**
 * The configuration in `folder`, complete and checked.
 * @throws InvalidConfigError with every problem in every file, each with its line.
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { folder, env, adapters, templates, instead } = options;
  const content = await readConfigFolder(folder);
  const problems: ConfigProblem[] = [...content.problems];

  const settingsYaml = loadTop('modelwarden.yaml', settingsFile);
  const watchlistYaml = loadTop('watchlist.yaml', watchlistFile);
  const contactsYaml = loadTop('contacts.yaml', contactsFile);
  const registerYaml = loadTop('register.yaml', registerFile);
  const vendorFiles = inFolder('vendors/').map((file) => load(file, vendorFile));
  const rules = loadRules();

  const settings = keep(
    settingsYaml.value && toSettings(settingsYaml.file, settingsYaml.value, folder),
  )?.settings;
  const { catalogue } = keep(
    buildCatalogue({
      vendorFiles,
      watchlist: watchlistYaml.value && { file: watchlistYaml.file, value: watchlistYaml.value },
      adapters,
      graceMs: settings?.graceMs ?? 0,
    }),
  );
  const watched = keep(
    watchlistYaml.value && resolveSources(watchlistYaml.file, watchlistYaml.value, catalogue),
  );
  const tools = keep(
    registerYaml.value && resolveTools(registerYaml.file, registerYaml.value, catalogue),
  )?.tools;
  const people = keep(
    contactsYaml.value &&
      resolveContacts(contactsYaml.file, contactsYaml.value, {
        vendors: catalogue.isComplete ? catalogue.vendorIds : null,
        ...toolWords(tools),
        categories: rules && categoriesOf(rules),
      }),
  );

  const own = keep(checkTemplates(inFolder(`${templatesFolder}/`), templates ?? noTemplates));

  if (problems.length > 0 || !settings || !watched || !tools || !people || !rules) {
    throw new InvalidConfigError(sortProblems(problems));
  }
  return {
    settings,
    vendors: catalogue.vendors,
    sources: watched.sources,
    disabled: watched.disabled,
    known: catalogue.sources,
    contacts: people.contacts,
    route: people.route,
    operators: people.operators,
    tools,
    rules,
    templates: own.templates,
    version: content.version,
    files: content.files.map(({ name, sha256 }) => ({ name, sha256 })),
  };

  function loadTop<Value>(name: string, schema: z.ZodType<Value>): Loaded<Value> {
    const found = content.files.find((file) => file.name === name);
    if (found !== undefined) return load(found, schema);
    const { file } = parseYamlFile(name, '', env);
    // That a required file is missing is reported by the reader of the folder.
    const isExcused = content.problems.some((problem) => problem.file === name);
    return { file, value: isExcused ? null : checkSchema(file, schema).value };
  }

  function load<Value>(found: FolderFile, schema: z.ZodType<Value>): Loaded<Value> {
    const parsed = parseYamlFile(found.name, instead?.get(found.name) ?? found.text, env);
    problems.push(...parsed.problems);
    // Broken syntax leaves gaps that the schema would only misreport.
    if (parsed.isBroken) return { file: parsed.file, value: null };
    const checked = checkSchema(parsed.file, schema);
    // What a variable's fault did to its own value needs no second message.
    const taken = new Set(parsed.problems.map((problem) => problem.path));
    problems.push(...checked.problems.filter((problem) => !taken.has(problem.path)));
    return { file: parsed.file, value: checked.value };
  }

  function loadRules(): Rules | null {
    const files = inFolder('rules/').map((file) => load(file, rulesFile));
    if (files.some((file) => file.value === null)) return null;
    const made = toRules(files.map(({ file }) => ({ name: file.name, parsed: file.data })));
    problems.push(
      ...regulationFaults(
        files.map(({ file }) => file),
        categoriesOf(made),
      ),
    );
    return made;
  }

  function inFolder(prefix: string): readonly FolderFile[] {
    return content.files.filter((file) => file.name.startsWith(prefix));
  }

  function keep<Result extends { readonly problems: readonly ConfigProblem[] } | null>(
    result: Result,
  ): Result {
    problems.push(...(result?.problems ?? []));
    return result;
  }
}

function toolWords(tools: readonly Tool[] | undefined) {
  if (tools === undefined) return { tools: null, departments: null, jurisdictions: null };
  return {
    tools: new Set(tools.map((tool) => tool.id)),
    departments: new Set(tools.flatMap((tool) => tool.departments)),
    jurisdictions: new Set(tools.flatMap((tool) => tool.jurisdictions)),
  };
}

/**
 * Each category and each group of categories (`terms.*`) that a route may name. `source.…` is none of them: trouble
 * with sources goes to the operators, not through the tree.
 */
function categoriesOf(rules: Rules): ReadonlySet<string> {
  const categories = [...rules.rules.map((rule) => rule.category), ...derivedCategories];
  const groups = categories.map((category) => `${category.slice(0, category.indexOf('.'))}.*`);
  return new Set([...categories, ...groups]);
}
