package spec

import "reflect"

// EachText calls fn for every text for people that is written in the package, in the order of the types.
func (p *Package) EachText(fn func(Text)) { eachText(reflect.ValueOf(p), fn) }

func eachText(v reflect.Value, fn func(Text)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachText(v.Elem(), fn)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), fn)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Text]() {
			if t := v.Interface().(Text); t.Given() {
				fn(t)
			}
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type().Field(i).Type.Kind() != reflect.Map {
				eachText(v.Field(i), fn)
			}
		}
	}
}
