package diag

// SARIF is the list in the Static Analysis Results Interchange Format 2.1.0 (OASIS), which code hosts and editors read.
// It is a value for a JSON encoder. Columns count characters. version is the program's.
func (l *List) SARIF(version string) any {
	rules, index := []any{}, map[string]int{}
	results := []any{}
	for _, d := range l.All() {
		if _, ok := index[d.Code]; !ok {
			index[d.Code] = len(rules)
			rules = append(rules, sarifRule(d.Code))
		}
		results = append(results, sarifResult(d, index[d.Code]))
	}
	driver := map[string]any{"name": "tamga", "version": version, "rules": rules}
	return map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []any{map[string]any{"tool": map[string]any{"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}},
	}
}

func sarifRule(code string) map[string]any {
	p, _ := PageOf(code)
	return map[string]any{"id": code, "shortDescription": sarifText(p.Explain), "fullDescription": sarifText(p.Why),
		"help": sarifText("tamga check --explain " + code)}
}

func sarifText(s string) map[string]any { return map[string]any{"text": s} }

func sarifResult(d *Diagnostic, rule int) map[string]any {
	text := d.Message
	if d.Hint != "" {
		text += "\n" + d.Hint
	}
	out := map[string]any{"ruleId": d.Code, "ruleIndex": rule, "level": string(d.Severity), "message": sarifText(text),
		"locations": []any{map[string]any{"physicalLocation": sarifPlace(d.Range)}}}
	var related []any
	for i, r := range d.Related {
		related = append(related, map[string]any{"id": i + 1, "message": sarifText(r.Message), "physicalLocation": sarifPlace(r.Range)})
	}
	if related != nil {
		out["relatedLocations"] = related
	}
	return out
}

func sarifPlace(r Range) map[string]any {
	return map[string]any{"artifactLocation": map[string]any{"uri": r.File},
		"region": map[string]any{"startLine": max(1, r.Line), "startColumn": max(1, r.Column), "endColumn": max(1, r.Column) + max(1, r.Length)}}
}
