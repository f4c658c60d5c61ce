// Package compiletest writes packages of YAML for tests and benchmarks.
package compiletest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// perFile is how many entities share a file: the size that people keep files to.
const perFile = 5

// FieldsOf is how many fields each entity of a large package has.
const FieldsOf = 20

// Large writes a package of n entities, 20 or more, with 20 fields each, of which six are computed or linked, a funnel, two
// automations and a message each, and four roles over all of them. Everything in it is right.
func Large(n int) map[string]string {
	out := map[string]string{"crm.yaml": manifest, "roles.yaml": roles(n)}
	for from := 0; from < n; from += perFile {
		var entities, funnels, automations, messages strings.Builder
		for i := from; i < min(from+perFile, n); i++ {
			r := strings.NewReplacer("$I", fmt.Sprintf("%04d", i), "$P", fmt.Sprintf("%04d", (i*7+3)%n), "$Q", fmt.Sprintf("%04d", (i+1)%n),
				"$J", fmt.Sprintf("%04d", (i+n-1)%n))
			entities.WriteString(r.Replace(entity))
			funnels.WriteString(r.Replace(funnel))
			automations.WriteString(r.Replace(automation))
			messages.WriteString(r.Replace(message))
		}
		out[fmt.Sprintf("part_%04d.yaml", from/perFile)] = "entities:" + entities.String() + "funnels:" + funnels.String() +
			"automations:" + automations.String() + "messages:" + messages.String()
	}
	return out
}

// Write puts the files of a package into a folder.
func Write(dir string, files map[string]string) error {
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

const manifest = `crm: 1
name: large
locales: [en, ru]
currency: USD
timezone: Asia/Bishkek
settings:
  rate: {type: percent, default: 5}
`

// roles grants each entity to four roles in four ways.
func roles(n int) string {
	var b strings.Builder
	b.WriteString("roles:\n  boss: {all: true, admin: true}\n")
	for _, role := range [][2]string{{"reader", "{read: true}"}, {"seller", "{read: true, create: true, update: own, fields: {cost: none}}"},
		{"checker", `{read: status != "done" && amount > 0, update: owner == user}`}} {
		fmt.Fprintf(&b, "  %s:\n    label: {en: A %s, ru: Роль %s}\n    entities:\n", role[0], role[0], role[0])
		for i := range n {
			fmt.Fprintf(&b, "      thing_%04d: %s\n", i, role[1])
		}
	}
	return b.String()
}

const entity = `
  thing_$I:
    label: {en: Thing $I, ru: Вещь $I}
    plural: {en: Things $I, ru: Вещи $I}
    title: name + " " + code
    search: [name, code, email]
    fields:
      name: {type: text, required: true, max: 80, label: {en: Name, ru: Название}}
      code: {type: text, unique: true, max: 20, label: {en: Code, ru: Код}}
      email: {type: email, personal: true}
      phone: phone
      status: {type: choice, options: {new: {label: {en: New, ru: Новая}}, busy: Busy, done: Done}, default: new}
      amount: {type: money, required: true, min: 0, default: 10}
      cost: money
      discount: {type: percent, default: 0, max: 30}
      starts_on: {type: date, required: true, default: =today()}
      ends_on: {type: date, check: ends_on >= starts_on, message: {en: Ends before it starts, ru: Кончается раньше начала}}
      parent: {type: link, to: thing_$P, inverse: things_$I, on_delete: clear}
      next: {type: link, to: thing_$Q, inverse: before_$I, on_delete: clear, where: status != "done"}
      vip: {type: boolean, default: false}
      rating: rating
      note: {type: longtext, visible: 'vip || amount > 1000', label: {en: Note, ru: Заметка}}
      tags: tags
      price: {type: money, formula: 'round(amount * (100 - (discount ?? 0)) / 100, 2)'}
      margin: {type: money, formula: 'price * (100 - settings.rate) / 100 - (cost ?? 0)'}
      total: {type: money, formula: 'sum(before_$J, .status != "done" ? .amount : 0)'}
      days_left: {type: integer, formula: 'workdays(today(), ends_on)'}
    rules:
      - check: cost == nil || cost <= amount * 2
        message: {en: The cost is too high, ru: Слишком дорого}
        fields: [cost]
    indexes: [[status, starts_on]]
`

const funnel = `
  flow_$I:
    entity: thing_$I
    label: {en: Flow $I, ru: Поток $I}
    stages:
      new: {probability: 10}
      offer: {probability: 50, requires: [cost, email], next: [won, lost]}
      won: {kind: won, enter: amount > 0 && parent != nil}
      lost: {kind: lost, requires: [note]}
`

const automation = `
  remind_$I:
    on: {enters: flow_$I.offer}
    when: amount > 100 && (parent == nil || parent.status != "done")
    do:
      - task: {title: "Call about {{ name }} of {{ parent.name }}", assign: =owner, due: =now() + days(2)}
      - if: next != nil && next.amount > amount
        then:
          - update: =this
            set: {cost: =next.amount / 2, note: "Beside {{ next.name }}"}
    cancel_when: stage == "lost"
  tell_$I:
    on: {updated: thing_$I, fields: [status]}
    when: status == "done" && old.status != "done" && email != nil
    do:
      - email: {to: =email, template: message_$I}
      - wait: 3d
      - log: "{{ name }} is done, {{ count(before_$J) }} before it"
`

const message = `
  message_$I:
    subject: {en: "{{ name }} is done", ru: "{{ name }} готово"}
    body: {en: "Dear {{ name }},\n\nit costs {{ price }}.", ru: "Здравствуйте, {{ name }}!\n\nЦена {{ price }}."}
`
