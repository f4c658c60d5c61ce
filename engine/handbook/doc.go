// Package handbook writes what a package declares as a book for people: its entities with a diagram, its funnels,
// its automations in sentences, its roles as a matrix. It is Markdown with Mermaid diagrams, in one of the package's
// languages; expressions stand as they were written, because they are what holds.
package handbook
