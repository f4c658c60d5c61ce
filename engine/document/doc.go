// Package document makes a PDF of a record by a template of the package.
//
// A template's blocks become nodes that know their height; the nodes are placed on pages (sheet), and only then
// is anything drawn, so a footer knows how many pages there are. Text in Latin, Cyrillic and Greek is written with
// embedded fonts. What such fonts stack wrongly (Thai, loose accents) is shaped by HarfBuzz, drawn as outlines and
// laid under an invisible layer of text, so that it can be searched, copied and read aloud.
//
// The same template, record, locale and instant give the same bytes.
package document
