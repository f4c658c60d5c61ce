package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // what Decode reads
	_ "image/jpeg"
	"image/png"
	"io"

	"codeberg.org/go-pdf/fpdf"
	_ "golang.org/x/image/webp" // what Decode reads

	"github.com/tamga-crm/tamga/engine/field"
	"github.com/tamga-crm/tamga/engine/rule"
)

const (
	imageHeight  = 170.0      // at most, in points
	imageBytes   = 20 << 20   // of the file
	imagePixels  = 40_000_000 // of the picture
	pointsAPixel = 72.0 / 96
)

// picture is an image that a PDF can hold.
type picture struct {
	name          string // by content: the same logo on ten pages is kept once
	kind          string
	bytes         []byte
	width, height float64 // in points, at 96 dots an inch
}

// image shows a stored file, or one of the package's own files named by its path. Empty shows nothing.
func (b *builder) image(e *rule.Expr, a area) (stack, error) {
	v, err := e.Eval(b.frame)
	if err != nil {
		return nil, err
	}
	id := ""
	switch v := v.(type) {
	case field.File:
		id = v.ID
	case string:
		id = v
	}
	if id == "" {
		return nil, nil
	}
	pic, err := b.open(id)
	if err != nil {
		return nil, fmt.Errorf("document: image %s: %w", e.Source, err)
	}
	return stack{pictureBox(pic, a)}, nil
}

var errNoFiles = errors.New("no files are at hand here")

func (b *builder) open(id string) (*picture, error) {
	if b.opts.Files == nil {
		return nil, errNoFiles
	}
	r, err := b.opts.Files(id)
	if err != nil {
		return nil, err
	}
	if c, ok := r.(io.Closer); ok {
		defer c.Close()
	}
	content, err := io.ReadAll(io.LimitReader(r, imageBytes+1))
	if err != nil {
		return nil, err
	}
	return readPicture(content)
}

// readPicture checks the size before it decodes, and hands on as PNG what is not JPEG: a PDF knows few forms.
func readPicture(content []byte) (*picture, error) {
	if len(content) > imageBytes {
		return nil, fmt.Errorf("the file is larger than %d MB", imageBytes>>20)
	}
	head, kind, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	if head.Width < 1 || head.Height < 1 || head.Width > imagePixels/head.Height {
		return nil, fmt.Errorf("%d by %d points are too many", head.Width, head.Height)
	}
	if kind != "jpeg" {
		if content, err = asPNG(content); err != nil {
			return nil, err
		}
		kind = "png"
	}
	sum := sha256.Sum256(content)
	return &picture{hex.EncodeToString(sum[:8]), kind, content, float64(head.Width) * pointsAPixel, float64(head.Height) * pointsAPixel}, nil
}

// asPNG draws anew, in eight bits a channel and not interlaced.
func asPNG(content []byte) ([]byte, error) {
	src, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	bounds := src.Bounds()
	dst := image.NewNRGBA(image.Rect(0, 0, bounds.Dx(), bounds.Dy()))
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			dst.Set(x, y, src.At(bounds.Min.X+x, bounds.Min.Y+y))
		}
	}
	var out bytes.Buffer
	err = png.Encode(&out, dst)
	return out.Bytes(), err
}

// pictureBox fits a picture into its area; it is made smaller, never larger.
func pictureBox(pic *picture, a area) node {
	scale := min(1, a.width/pic.width, imageHeight/pic.height)
	w, h := pic.width*scale, pic.height*scale
	return &box{height: h, before: 8, draw: func(p *pen, x, y float64) {
		opts := fpdf.ImageOptions{ImageType: pic.kind}
		p.pdf.RegisterImageOptionsReader(pic.name, opts, bytes.NewReader(pic.bytes))
		p.pdf.ImageOptions(pic.name, x+lean(a, w), y, w, h, false, opts, 0, "")
	}}
}

// lean is how far from the left a thing of a width stands in its area.
func lean(a area, width float64) float64 {
	switch a.align {
	case "right":
		return a.width - width
	case "center":
		return (a.width - width) / 2
	}
	return 0
}
