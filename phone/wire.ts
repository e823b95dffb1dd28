// Writes src/wire/field.ts and src/wire/bundle.ts from spec/, so that the phone's types cannot drift from what travels.
// `npm run wire` renews them; `npm run check` refuses files that are not current.
import { readFileSync, writeFileSync } from "node:fs";

type Schema = {
  $ref?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
  items?: Schema | false;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  description?: string;
};

const at = (path: string) => new URL(path, import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(at(path), "utf8"));

const last = (ref: string) => ref.slice(ref.lastIndexOf("/") + 1);
// `sent_visit_made` is the envelope around a visit: VisitMadeSent.
const camel = (name: string) => name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
const nameOf = (name: string) => (name.startsWith("sent_") ? `${camel(name.slice(5))}Sent` : name);

const PLAIN: Record<string, string> = {
  integer: "number",
  number: "number",
  string: "string",
  boolean: "boolean",
  null: "null",
};

function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(last(schema.$ref));
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(" | ");
  if (schema.type === "array") return arrayOf(schema);
  if (schema.type === "object") return objectOf(schema);
  return PLAIN[schema.type ?? ""] ?? "unknown";
}

function arrayOf(schema: Schema): string {
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(", ")}]`;
  return schema.items ? `Array<${typeOf(schema.items)}>` : "unknown[]";
}

function objectOf(schema: Schema): string {
  const rest = schema.additionalProperties;
  if (!schema.properties) return `Record<string, ${typeof rest === "object" ? typeOf(rest) : "unknown"}>`;
  const fields = Object.entries(schema.properties).map(([name, field]) => {
    const optional = schema.required?.includes(name) ? "" : "?";
    return `  ${name}${optional}: ${typeOf(field)};`;
  });
  return `{\n${fields.join("\n")}\n}`;
}

function written(from: string, schemas: Record<string, Schema>): string {
  const types = Object.entries(schemas).map(([name, schema]) => {
    const said = schema.description ? `/** ${schema.description.replace(/\s*\n\s*/g, " ")} */\n` : "";
    return `${said}export type ${nameOf(name)} = ${typeOf(schema)};\n`;
  });
  return [`// Written by wire.ts from ${from}; change that, then \`npm run wire\`.\n`, ...types].join("\n");
}

const { Bundle: _, ...field } = read("../spec/field/openapi.json").components.schemas;
const files = {
  "src/wire/field.ts": written("spec/field/openapi.json", field),
  "src/wire/bundle.ts": written("spec/schemas/bundle.json", read("../spec/schemas/bundle.json").$defs),
};

const checks = process.argv.includes("--check");
for (const [path, text] of Object.entries(files)) {
  if (!checks) writeFileSync(at(path), text);
  else if (readFileSync(at(path), "utf8") !== text) {
    process.exitCode = 1;
    process.stderr.write(`${path} is not what spec/ says. Run \`npm run wire\` in phone/.\n`);
  }
}
