namespace Csa.Figures

open SkiaSharp
open Csa.Experiments.Evaluation

/// Draws a table as a picture, with the best cells on a tinted background and only the first line of each cell.
module internal TablePicture =
    let private between = 22
    let private rowHeight = 24
    let private beforeSmall = 6

    let private cells (table: ResultTable) column =
        [ for block in table.Blocks do
              for row in block.Rows -> row[column] ]

    let paint (table: ResultTable) =
        use font = Font.ofSize Canvas.textSize
        use bold = Font.ofSize Canvas.textSize
        bold.Embolden <- true
        use small = Font.ofSize 11f
        let margin = 2 * Canvas.gap
        let widest font texts = texts |> List.map (Font.width font) |> List.fold max 0

        // Of a column of numbers, their width and that of what stands beside them; names are cut where they are too long.
        let widths =
            [ for (i, column) in Seq.indexed table.Columns ->
                  if column.Kind = ColumnKind.Number then
                      let beside = beforeSmall + widest small [ for cell in cells table i -> cell.Small ]
                      max (widest bold [ for cell in cells table i -> cell.Text ]) (Font.width bold column.Name - beside), beside
                  else
                      widest font [ for cell in cells table i -> cell.Text ] |> max 60 |> min 260, 0 ]

        let lefts = widths |> List.scan (fun left (width, beside) -> left + width + beside + between) margin
        let columns = List.zip3 (List.ofSeq table.Columns) widths lefts[.. widths.Length - 1]
        let inner = List.last lefts - between - margin + 6
        let notes = Font.wrap font inner $"{table.Title} {table.Caption}"
        let rowCount = 1 + (table.Blocks |> Seq.sumBy (fun block -> 1 + block.Rows.Count))
        let notesTop = margin + rowCount * rowHeight + Canvas.gap

        Canvas.paint (inner + 2 * margin) (notesTop + notes.Length * Canvas.lineHeight + margin) (fun canvas ->
            let mutable top = margin

            for (column, (width, beside), left) in columns do
                if column.Kind = ColumnKind.Number then
                    Brush.text canvas bold Canvas.ink SKTextAlign.Right (left + width + beside) (top + 3) column.Name
                else
                    Brush.text canvas bold Canvas.ink SKTextAlign.Left left (top + 3) column.Name

            for block in table.Blocks do
                top <- top + rowHeight
                Canvas.rectangle canvas margin top inner 1 Palette.quiet
                Brush.text canvas font Palette.quiet SKTextAlign.Left margin (top + 4) (Font.fit font inner block.Heading)

                for row in block.Rows do
                    top <- top + rowHeight

                    for (cell, (column, (width, beside), left)) in Seq.zip row columns do
                        if cell.Best then
                            Canvas.rectangle canvas (left - 6) (top + 1) (width + beside + 12) (rowHeight - 2) (Palette.tinted 0.22 Palette.green)

                        if column.Kind = ColumnKind.Number then
                            Brush.text canvas (if cell.Best then bold else font) Canvas.ink SKTextAlign.Right (left + width) (top + 3) cell.Text
                            Brush.text canvas small Palette.quiet SKTextAlign.Right (left + width + beside) (top + 2) cell.Small
                        else
                            Brush.text canvas font Canvas.ink SKTextAlign.Left left (top + 3) (Font.fit font width cell.Text)

            Canvas.caption canvas font margin notesTop notes)
