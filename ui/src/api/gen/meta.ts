// DO NOT EDIT. Generated from engine/view and engine/field: go test ./engine/view -update

export type FieldKind =
  | 'address'
  | 'boolean'
  | 'choice'
  | 'choices'
  | 'color'
  | 'date'
  | 'datetime'
  | 'decimal'
  | 'duration'
  | 'email'
  | 'file'
  | 'files'
  | 'image'
  | 'integer'
  | 'json'
  | 'link'
  | 'links'
  | 'location'
  | 'longtext'
  | 'money'
  | 'number'
  | 'percent'
  | 'person_name'
  | 'phone'
  | 'range'
  | 'rating'
  | 'secret'
  | 'tags'
  | 'text'
  | 'time'
  | 'tree'
  | 'url'
  | 'user';

export interface Action {
  name: string;
  label: string;
  icon?: string;
  confirm?: string;
  fields: Field[];
}

export interface Can {
  create: boolean;
  update: boolean;
  delete: boolean;
  move: boolean;
}

export interface Dashboard {
  name: string;
  label: string;
  icon?: string;
  tiles: Tile[];
}

export interface Entity {
  name: string;
  label: string;
  plural: string;
  help?: string;
  icon: string;
  can: Can;
  fields: Field[];
  form: Form;
  views: View[];
  related: Related[];
  funnels: string[];
  search: boolean;
  actions: Action[];
}

export interface Field {
  name: string;
  kind: FieldKind;
  label: string;
  help?: string;
  placeholder?: string;
  system?: boolean;
  required?: boolean;
  readonly?: boolean;
  personal?: boolean;
  sortable?: boolean;
  dynamic?: boolean;
  options?: Option[];
  to?: string[];
  min?: number;
  max?: number;
  scale?: number;
  of?: string;
}

export interface Form {
  sections: Section[];
}

export interface Funnel {
  name: string;
  label: string;
  entity: string;
  stages: Stage[];
}

export interface Group {
  label: string;
  entities: string[];
}

export interface Me {
  id: string;
  name: string;
  email: string;
  role: string;
  role_label: string;
  locale: string;
  can: string[];
}

export interface Meta {
  package: Package;
  user: Me;
  navigation: Group[];
  entities: Record<string, Entity>;
  funnels: Record<string, Funnel>;
  reports: Report[];
  dashboards: Dashboard[];
}

export interface Option {
  name: string;
  label: string;
  color?: string;
}

export interface Package {
  name: string;
  label: string;
  version: string;
  release: string;
  locales: string[];
  currency: string;
  currencies: string[];
  zone: string;
  accent?: string;
  demo: boolean;
}

export interface Related {
  name: string;
  label: string;
  entity: string;
  field: string;
  inline: boolean;
  columns: string[];
}

export interface Report {
  name: string;
  label: string;
  help?: string;
  chart: string;
}

export interface Section {
  label: string;
  columns: number;
  fields: string[];
  inlines: string[];
}

export interface Stage {
  name: string;
  label: string;
  kind: string;
  color?: string;
  probability: number;
  stale_after?: number;
  requires: string[];
  next: string[];
  guidance?: string;
  checklist?: string[];
}

export interface Tile {
  place: number;
  kind: string;
  label: string;
  width: number;
  report?: string;
  chart?: string;
  entity?: string;
  view?: string;
  text?: string;
}

export interface View {
  name: string;
  label: string;
  kind: string;
  columns: string[];
  where?: string;
  sort?: string;
  funnel?: string;
  sum?: string;
  starts?: string;
  ends?: string;
  resource?: string;
  rows?: string;
  across?: string;
  color?: string;
  caption?: boolean;
}
