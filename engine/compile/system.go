package compile

import (
	"maps"

	"github.com/tamga-crm/tamga/engine/diag"
	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/model"
)

// systemNames are the fields that Tamga adds.
var systemNames = []string{model.ID, model.CreatedAt, model.CreatedBy, model.UpdatedAt, model.UpdatedBy, model.Version, model.DeletedAt,
	model.Owner, model.InFunnel, model.InStage, model.StageSince, model.Probability}

// systemLabels are their labels in the product's languages.
var systemLabels = map[string]model.Text{
	model.ID:          {"en": "ID", "ru": "ID", "tr": "ID", "th": "ID", "mn": "ID", "ky": "ID"},
	model.CreatedAt:   {"en": "Created", "ru": "Создано", "tr": "Oluşturulma", "th": "สร้างเมื่อ", "mn": "Үүсгэсэн", "ky": "Түзүлгөн"},
	model.CreatedBy:   {"en": "Created by", "ru": "Кто создал", "tr": "Oluşturan", "th": "สร้างโดย", "mn": "Үүсгэсэн хүн", "ky": "Ким түзгөн"},
	model.UpdatedAt:   {"en": "Updated", "ru": "Изменено", "tr": "Güncelleme", "th": "แก้ไขเมื่อ", "mn": "Өөрчилсөн", "ky": "Өзгөртүлгөн"},
	model.UpdatedBy:   {"en": "Updated by", "ru": "Кто изменил", "tr": "Güncelleyen", "th": "แก้ไขโดย", "mn": "Өөрчилсөн хүн", "ky": "Ким өзгөрткөн"},
	model.Version:     {"en": "Version", "ru": "Версия", "tr": "Sürüm", "th": "เวอร์ชัน", "mn": "Хувилбар", "ky": "Версия"},
	model.DeletedAt:   {"en": "Deleted", "ru": "Удалено", "tr": "Silinme", "th": "ลบเมื่อ", "mn": "Устгасан", "ky": "Өчүрүлгөн"},
	model.Holds:       {"en": "Holds its place", "ru": "Занимает место", "tr": "Yerini tutuyor", "th": "ถือครองอยู่", "mn": "Байраа эзэлсэн", "ky": "Ордун ээлейт"},
	model.Owner:       {"en": "Owner", "ru": "Ответственный", "tr": "Sorumlu", "th": "ผู้รับผิดชอบ", "mn": "Хариуцагч", "ky": "Жооптуу"},
	model.InFunnel:    {"en": "Funnel", "ru": "Воронка", "tr": "Huni", "th": "ช่องทางการขาย", "mn": "Юүлүүр", "ky": "Воронка"},
	model.InStage:     {"en": "Stage", "ru": "Этап", "tr": "Aşama", "th": "ขั้นตอน", "mn": "Үе шат", "ky": "Этап"},
	model.StageSince:  {"en": "In this stage since", "ru": "На этапе с", "tr": "Bu aşamada", "th": "อยู่ในขั้นตอนนี้ตั้งแต่", "mn": "Энэ үе шатанд орсон", "ky": "Бул этапта"},
	model.Probability: {"en": "Probability", "ru": "Вероятность", "tr": "Olasılık", "th": "โอกาสสำเร็จ", "mn": "Магадлал", "ky": "Ыктымалдуулук"},
}

// systemFields appends the fields that every entity has, and those of a funnel.
func (c *compiler) systemFields(e *entity) {
	users := c.entities[model.UserEntity].Entity
	add := func(name, kind string) *model.Field {
		k, _ := field.Named(kind)
		f := &model.Field{Entity: e.Entity, Name: name, Slot: len(e.Fields), Kind: k, System: true, Label: c.systemLabel(name),
			Visible: model.Flag{Always: true}, Options: field.Options{Zone: c.m.Zone}, At: diag.Range{}}
		if kind == "user" {
			f.Link = &model.Link{To: []*model.Entity{users}, OnDelete: model.Clear}
			f.Options.Targets = []string{model.UserEntity}
		}
		e.Fields = append(e.Fields, f)
		return f
	}
	add(model.ID, "text")
	add(model.CreatedAt, "datetime")
	add(model.CreatedBy, "user")
	add(model.UpdatedAt, "datetime")
	add(model.UpdatedBy, "user")
	add(model.Version, "integer")
	add(model.DeletedAt, "datetime")
	if e.Owned {
		add(model.Owner, "user").Index = true
	}
	if len(e.Funnels) > 0 {
		c.funnelFields(e, add)
	}
}

func (c *compiler) systemLabel(name string) model.Text {
	if t, ok := c.systemLabels[name]; ok {
		return t
	}
	out := maps.Clone(systemLabels[name])
	c.completeText(out)
	c.systemLabels[name] = out
	return out
}

// funnelFields are where a record stands. The options of stage are those of every funnel of the entity.
func (c *compiler) funnelFields(e *entity, add func(name, kind string) *model.Field) {
	funnel, stage := add(model.InFunnel, "choice"), add(model.InStage, "choice")
	funnel.Index, stage.Index = true, true
	for _, f := range e.Funnels {
		funnel.Choices = append(funnel.Choices, &model.Option{Name: f.Name, Was: f.Was, Label: f.Label})
		for _, s := range f.Stages {
			if !hasOption(stage.Choices, s.Name) {
				stage.Choices = append(stage.Choices, &model.Option{Name: s.Name, Was: s.Was, Label: s.Label, Color: s.Color})
			}
		}
	}
	funnel.Options.Choices, stage.Options.Choices = namesOf(funnel.Choices), namesOf(stage.Choices)
	add(model.StageSince, "datetime")
	add(model.Probability, "integer")
}

func hasOption(list []*model.Option, name string) bool {
	for _, o := range list {
		if o.Name == name {
			return true
		}
	}
	return false
}
