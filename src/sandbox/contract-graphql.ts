/**
 * The contract of vendors that speak GraphQL: the emulated schema, and every answer, against the schema that the vendor published. Pure, like `contract.ts`.
 */
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
  type SelectionSetNode,
} from 'graphql';

type Json = Record<string, unknown>;

/** What the emulated schema has otherwise than the published one; it may have less of what is optional. One line each. */
export function schemaFindings(ours: GraphQLSchema, theirs: GraphQLSchema): string[] {
  return Object.values(ours.getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .flatMap((type) => {
      const real = theirs.getType(type.name);
      if (!real) return [`${type.name}: not published`];
      if (isEnumType(type) && isEnumType(real)) return enumFindings(type.name, namesOf(type.getValues()), namesOf(real.getValues()));
      if (isInputObjectType(type) && isInputObjectType(real))
        return inputFindings(type.name, Object.values(type.getFields()), Object.values(real.getFields()));
      if (!isObjectType(type) || !isObjectType(real))
        return isLeafType(type) && isLeafType(real) ? [] : [`${type.name}: another kind of type`];
      return Object.values(type.getFields()).flatMap((field) => {
        const known = real.getFields()[field.name];
        const at = `${type.name}.${field.name}`;
        if (!known) return [`${at}: not published`];
        const wrong = String(field.type) === String(known.type) ? [] : [`${at}: ${String(field.type)} instead of ${String(known.type)}`];
        return [...wrong, ...inputFindings(at, field.args, known.args)];
      });
    });
}

function namesOf(all: readonly { name: string }[]): string[] {
  return all.map(({ name }) => name).sort();
}

function enumFindings(at: string, ours: readonly string[], theirs: readonly string[]): string[] {
  return ours.join() === theirs.join() ? [] : [`${at}: ${ours.join(' ')} instead of ${theirs.join(' ')}`];
}

type Input = GraphQLArgument | GraphQLInputField;

function inputFindings(at: string, ours: readonly Input[], theirs: readonly Input[]): string[] {
  const isRequired = (one: Input): boolean => isRequiredArgument(one as GraphQLArgument) || isRequiredInputField(one as GraphQLInputField);
  const missing = theirs.filter((one) => isRequired(one) && !ours.some(({ name }) => name === one.name));
  const told = ({ type, defaultValue }: Input): string =>
    `${String(type)}${defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`}`;
  return [
    ...missing.map(({ name }) => `${at}(${name}): required and not emulated`),
    ...ours.flatMap((one) => {
      const known = theirs.find(({ name }) => name === one.name);
      if (!known) return [`${at}(${one.name}): not published`];
      return told(one) === told(known) ? [] : [`${at}(${one.name}): ${told(one)} instead of ${told(known)}`];
    }),
  ];
}

/** What an answer says that the published schema does not allow. */
export function answerFindings(document: string, data: unknown, schema: GraphQLSchema): string[] {
  return parse(document).definitions.flatMap((definition) => {
    if (definition.kind !== 'OperationDefinition') return [];
    const root = definition.operation === 'query' ? schema.getQueryType() : schema.getMutationType();
    return root ? objectFindings(root, definition.selectionSet, data as Json, '') : [`${definition.operation}: not published`];
  });
}

function objectFindings(type: GraphQLOutputType, selections: SelectionSetNode, data: Json, path: string): string[] {
  const named = getNamedType(type);
  if (!isObjectType(named)) return [`${path}: ${named.name} has no fields`];
  return selections.selections.flatMap((selection) => {
    if (selection.kind !== 'Field') return [`${path}: fragments are not judged`];
    const name = selection.alias?.value ?? selection.name.value;
    const field = named.getFields()[selection.name.value];
    const at = path ? `${path}.${name}` : name;
    if (!field) return [`${at}: not published`];
    return name in data ? valueFindings(field.type, selection.selectionSet, data[name], at) : [`${at}: missing`];
  });
}

function valueFindings(type: GraphQLOutputType, selections: SelectionSetNode | undefined, value: unknown, at: string): string[] {
  if (isNonNullType(type)) return value === null ? [`${at}: null, but ${String(type)}`] : valueFindings(type.ofType, selections, value, at);
  if (value === null) return [];
  if (isListType(type))
    return Array.isArray(value) ? value.flatMap((one) => valueFindings(type.ofType, selections, one, `${at}[]`)) : [`${at}: no list`];
  if (isEnumType(type)) return type.getValue(String(value)) ? [] : [`${at}: ${String(value)} is not in ${type.name}`];
  if (isLeafType(type)) return isScalar(type.name, value) ? [] : [`${at}: ${JSON.stringify(value)} is no ${type.name}`];
  return selections ? objectFindings(type, selections, value as Json, at) : [`${at}: nothing is selected`];
}

function isScalar(name: string, value: unknown): boolean {
  if (name === 'Int') return Number.isInteger(value);
  if (name === 'Float') return typeof value === 'number';
  if (name === 'Boolean') return typeof value === 'boolean';
  if (name === 'DateTime') return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
  return name === 'String' || name === 'ID' ? typeof value === 'string' : true;
}
