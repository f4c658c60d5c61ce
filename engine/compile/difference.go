package compile

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// FileDifference is what two packages have otherwise in one file.
type FileDifference struct {
	File string   `json:"file"`
	Kind string   `json:"kind"`            // "added", "removed" or "changed"
	Rows []string `json:"lines,omitempty"` // of YAML: "-" and what went, "+" and what came, " " and what stands around
}

// Differences compares two archives file by file.
func Differences(from, to []byte) ([]FileDifference, error) {
	a, err := contents(from)
	if err != nil {
		return nil, err
	}
	b, err := contents(to)
	if err != nil {
		return nil, err
	}
	names := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(names)
	var out []FileDifference
	for _, name := range slices.Compact(names) {
		was, before := a[name]
		is, after := b[name]
		d := FileDifference{File: strings.TrimPrefix(name, ownFolder+"/"), Kind: "changed"}
		switch {
		case before && after && bytes.Equal(was, is):
			continue
		case !before:
			d.Kind = "added"
		case !after:
			d.Kind = "removed"
		}
		if path.Ext(name) == ".yaml" {
			d.Rows = around(rows(lines(was), lines(is)))
		}
		out = append(out, d)
	}
	return out, nil
}

// contents reads every file of an archive; none when nothing was kept.
func contents(archive []byte) (map[string][]byte, error) {
	files := map[string][]byte{}
	if len(archive) == 0 {
		return files, nil
	}
	z, err := unzip(archive)
	if err != nil {
		return nil, err
	}
	for _, f := range z.File {
		if files[f.Name], err = fs.ReadFile(z, f.Name); err != nil {
			return nil, fmt.Errorf("read %s: %w", f.Name, err)
		}
	}
	return files, nil
}

func lines(b []byte) []string {
	if len(b) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

// maxCompared bounds the lines compared with each other: what is beyond is shown whole.
const maxCompared = 4_000

// rows lays two texts beside each other: the longest common lines stand, the others go or come.
func rows(a, b []string) []string {
	var head, tail []string
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head, a, b = append(head, " "+a[0]), a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail, a, b = append(tail, " "+a[len(a)-1]), a[:len(a)-1], b[:len(b)-1]
	}
	slices.Reverse(tail)
	return slices.Concat(head, middle(a, b), tail)
}

func middle(a, b []string) []string {
	common := make([][]int, len(a)+1) // [i][j]: how many lines a[i:] and b[j:] have in common
	compared := len(a) <= maxCompared && len(b) <= maxCompared
	for i := len(a); i >= 0 && compared; i-- {
		common[i] = make([]int, len(b)+1)
		for j := len(b) - 1; j >= 0 && i < len(a); j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case compared && i < len(a) && j < len(b) && a[i] == b[j]:
			out, i, j = append(out, " "+a[i]), i+1, j+1
		case i < len(a) && (j == len(b) || !compared || common[i+1][j] >= common[i][j+1]):
			out, i = append(out, "-"+a[i]), i+1
		default:
			out, j = append(out, "+"+b[j]), j+1
		}
	}
	return out
}

// around leaves three lines before and after what differs; "…" stands for those between.
func around(rows []string) []string {
	const near = 3
	var out []string
	for i, r := range rows {
		from, to := max(0, i-near), min(len(rows), i+near+1)
		differs := slices.ContainsFunc(rows[from:to], func(r string) bool { return r[0] != ' ' })
		switch {
		case differs:
			out = append(out, r)
		case len(out) > 0 && out[len(out)-1] != "…":
			out = append(out, "…")
		}
	}
	if n := len(out); n > 0 && out[n-1] == "…" {
		out = out[:n-1]
	}
	return out
}
