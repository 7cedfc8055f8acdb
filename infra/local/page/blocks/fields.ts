/** The elements people fill in, each with one way to read and write its value. */
import { h } from '../element.ts';
import type { BlockElement, Choice } from '../shapes.ts';
import { type Reader, words } from '../text.ts';
import { choiceGroup } from './choice-group.ts';
import { type Field, type FieldValue, UnknownBlockError } from './surface.ts';

type Changed = () => void;

function fill(node: HTMLInputElement | HTMLTextAreaElement, value: FieldValue): void {
  node.value = String(value ?? '');
}

function textInput(element: BlockElement, changed: Changed, type = 'text'): Field {
  const common = {
    class: 'field',
    placeholder: words(element.placeholder) || undefined,
    minlength: element.min_length,
    maxlength: element.max_length,
    onchange: changed,
  };
  const node = element.multiline ? h('textarea', { ...common, rows: 4 }) : h('input', { ...common, type });
  node.value = element.initial_value ?? '';
  return { node, read: () => node.value || undefined, write: (value) => fill(node, value) };
}

function option(choice: Choice): HTMLOptionElement {
  return h('option', { value: choice.value ?? '', 'data-value': choice.value ?? '' }, words(choice.text));
}

function select(element: BlockElement, choices: Choice[], initial: string[], changed: Changed): Field {
  const many = element.type.startsWith('multi_');
  const node = h('select', { class: many ? 'field select-many' : 'field select', multiple: many, onchange: changed });
  if (!many) node.append(h('option', { value: '' }, words(element.placeholder) || 'Select an option'));
  node.append(...choices.map(option));
  for (const group of element.option_groups ?? []) {
    node.append(h('optgroup', { label: words(group.label) }, ...group.options.map(option)));
  }
  const write: Field['write'] = (value) => {
    const wanted = [value ?? []].flat();
    for (const one of node.options) one.selected = wanted.includes(one.value) && one.value !== '';
    if (!many && wanted.length === 0) node.selectedIndex = 0;
  };
  write(initial);
  const chosen = () => [...node.selectedOptions].map((one) => one.value).filter((value) => value !== '');
  return { node, read: () => (many ? chosen() : chosen()[0]), write };
}

function people(reader: Reader): Choice[] {
  return reader.info.people.map((person) => ({ value: person.id, text: { type: 'plain_text', text: person.realName ?? person.name } }));
}

function dateInput(type: string, initial: string | undefined, changed: Changed): Field {
  const node = h('input', { class: 'field field-date', type, onchange: changed });
  node.value = initial ?? '';
  return { node, read: () => node.value || undefined, write: (value) => fill(node, value) };
}

/** Slack counts a moment in seconds; the browser's picker wants local time without a zone. */
function momentInput(element: BlockElement, changed: Changed): Field {
  const local = (seconds: number) => {
    const date = new Date(seconds * 1000);
    return new Date(seconds * 1000 - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  };
  const field = dateInput('datetime-local', element.initial_date_time ? local(element.initial_date_time) : undefined, changed);
  return {
    node: field.node,
    read: () => {
      const value = field.read();
      return typeof value === 'string' ? String(Math.floor(new Date(value).getTime() / 1000)) : undefined;
    },
    write: (value) => field.write(value ? local(Number(value)) : ''),
  };
}

const valuesOf = (choices: (Choice | undefined)[]) => choices.flatMap((choice) => (choice?.value === undefined ? [] : [choice.value]));

export function fieldFor(reader: Reader, element: BlockElement, changed: Changed = () => undefined): Field {
  switch (element.type) {
    case 'plain_text_input':
      return textInput(element, changed);
    case 'email_text_input':
      return textInput(element, changed, 'email');
    case 'url_text_input':
      return textInput(element, changed, 'url');
    case 'number_input':
      return textInput(element, changed, 'number');
    case 'static_select':
      return select(element, element.options ?? [], valuesOf([element.initial_option]), changed);
    case 'multi_static_select':
      return select(element, element.options ?? [], valuesOf(element.initial_options ?? []), changed);
    case 'users_select':
      return select(element, people(reader), element.initial_user ? [element.initial_user] : [], changed);
    case 'multi_users_select':
      return select(element, people(reader), element.initial_users ?? [], changed);
    case 'radio_buttons':
    case 'checkboxes':
      return choiceGroup(reader, element, changed);
    case 'datepicker':
      return dateInput('date', element.initial_date, changed);
    case 'timepicker':
      return dateInput('time', element.initial_time, changed);
    case 'datetimepicker':
      return momentInput(element, changed);
    default:
      throw new UnknownBlockError(`This page cannot show an element of type "${element.type}".`);
  }
}
