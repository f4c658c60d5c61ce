import type { FieldKind } from '../api/gen/meta';
import { address } from './address';
import { boolean } from './boolean';
import { choice } from './choice';
import { choices } from './choices';
import { color } from './color';
import { date } from './date';
import { datetime } from './datetime';
import { decimal } from './decimal';
import { duration } from './duration';
import { email } from './email';
import { file } from './file';
import { files } from './files';
import { image } from './image';
import { integer } from './integer';
import { json } from './json';
import { link } from './link';
import { links } from './links';
import { location } from './location';
import { longtext } from './longtext';
import { money } from './money';
import { number } from './number';
import { percent } from './percent';
import { person_name } from './person_name';
import { phone } from './phone';
import { range } from './range';
import { rating } from './rating';
import { secret } from './secret';
import { tags } from './tags';
import { text } from './text';
import { time } from './time';
import { tree } from './tree';
import { url } from './url';
import { user } from './user';
import type { FieldType } from './kind';

/** Every kind of field that the engine knows, and how it is shown and edited. */
export const fields = {
  address, boolean, choice, choices, color, date, datetime, decimal, duration, email, file, files, image, integer, json, link, links,
  location, longtext, money, number, percent, person_name, phone, range, rating, secret, tags, text, time, tree, url, user,
} satisfies Record<FieldKind, FieldType>;

export const typeOf = (kind: FieldKind): FieldType => fields[kind];
