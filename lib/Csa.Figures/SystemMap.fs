namespace Csa.Figures

open SkiaSharp

/// <summary>A part of the system that Figure.SystemMap can point out.</summary>
type SystemPart =
    /// <summary>Nothing in particular: everything is in colour.</summary>
    | Whole = 0
    /// <summary>The rough network and its prediction (section 3.1).</summary>
    | RoughNetwork = 1
    /// <summary>The refinement network and its result (section 3.2).</summary>
    | RefinementNetwork = 2
    /// <summary>The CSA layer (section 3.2.2).</summary>
    | CsaLayer = 3
    /// <summary>VGG's features of the truth and the consistency loss (section 3.3).</summary>
    | Consistency = 4
    /// <summary>Both discriminators and their loss (section 3.4).</summary>
    | Discriminators = 5
    /// <summary>All terms of the objective (section 3.5).</summary>
    | Objective = 6

/// Draws the whole system (Fig. 2): both networks, VGG-16 and both discriminators, and which loss compares what.
module internal SystemMap =
    /// What a box is, which decides its colour.
    type private Kind =
        | Image
        | Network
        | Fixed
        | Frozen
        | Loss

    type private Box =
        { Left: int
          Top: int
          Width: int
          Height: int
          Kind: Kind
          Lines: string list
          Parts: SystemPart list }

    let private colour =
        function
        | Image -> SKColor(150uy, 150uy, 150uy)
        | Network -> Palette.blue
        | Fixed -> Palette.purple
        | Frozen -> Palette.green
        | Loss -> Palette.vermilion

    let private meanings =
        [ Image, "image"; Network, "trained"; Fixed, "no weights"; Frozen, "frozen"; Loss, "loss" ]

    let private width, private height = (960, 296)

    let private boxes =
        let box kind (left, top, width, height) lines parts =
            { Left = left; Top = top; Width = width; Height = height; Kind = kind; Lines = lines; Parts = parts }

        let main kind left width = box kind (left, 48, width, 52)
        let loss left top height = box Loss (left, top, 50, height)
        let below kind left width = box kind (left, 218, width, 46)
        let (rough, refinement, csa) = (SystemPart.RoughNetwork, SystemPart.RefinementNetwork, SystemPart.CsaLayer)
        let (consistency, judges, objective) = (SystemPart.Consistency, SystemPart.Discriminators, SystemPart.Objective)

        [ main Image 12 66 [ "I_in, M" ] [ rough; refinement ]
          main Network 106 104 [ "rough"; "network" ] [ rough ]
          main Image 238 48 [ "I_p" ] [ rough; refinement ]
          main Network 330 88 [ "encoder" ] [ refinement ]
          main Fixed 424 88 [ "CSA layer" ] [ refinement; csa; consistency ]
          main Network 518 88 [ "decoder" ] [ refinement; consistency ]
          main Image 634 48 [ "I_r" ] [ refinement; judges ]
          main Network 738 124 [ "patch"; "discriminator" ] [ judges ]
          loss 237 140 28 [ "L_re" ] [ rough; objective ]
          loss 490 140 28 [ "L_c" ] [ consistency; objective ]
          loss 618 140 28 [ "L_re" ] [ refinement; objective ]
          loss 890 54 40 [ "D_R"; "D_F" ] [ judges; objective ]
          below Image 12 66 [ "I_gt" ] [ consistency; judges ]
          below Frozen 440 150 [ "VGG-16" ] [ consistency; judges ]
          below Network 738 124 [ "feature patch"; "discriminator" ] [ judges ]
          loss 890 221 40 [ "D_R"; "D_F" ] [ judges; objective ] ]

    // Each ends in an arrow; the truth's run along y = 192, below the losses that they lead to.
    let private arrows =
        [ [ 78, 74; 106, 74 ]
          [ 210, 74; 238, 74 ]
          [ 286, 74; 330, 74 ]
          [ 45, 48; 45, 22; 374, 22; 374, 48 ]
          [ 412, 74; 424, 74 ]
          [ 512, 74; 518, 74 ]
          [ 606, 74; 634, 74 ]
          [ 682, 74; 738, 74 ]
          [ 862, 74; 890, 74 ]
          [ 262, 100; 262, 140 ]
          [ 643, 100; 643, 140 ]
          [ 480, 100; 500, 140 ]
          [ 550, 100; 530, 140 ]
          [ 45, 218; 45, 192; 262, 192; 262, 168 ]
          [ 262, 192; 643, 192; 643, 168 ]
          [ 643, 192; 800, 192; 800, 100 ]
          [ 78, 241; 440, 241 ]
          [ 515, 218; 515, 168 ]
          [ 674, 100; 674, 232; 590, 232 ]
          [ 590, 250; 738, 250 ]
          [ 862, 241; 890, 241 ] ]

    let paint (part: SystemPart) (caption: string | null) =
        use font = Font.ofSize Canvas.textSize
        use small = Font.ofSize 11f
        let margin = 2 * Canvas.gap
        let lines = Canvas.captionLines font (width - 2 * margin) caption
        let isShown box = part = SystemPart.Whole || List.contains part box.Parts
        let legend = meanings |> List.filter (fun (kind, _) -> boxes |> List.exists (fun box -> isShown box && box.Kind = kind))

        Canvas.paint width (height + lines.Length * Canvas.lineHeight + Canvas.gap) (fun canvas ->
            for points in arrows do
                let path = [| for (x, y) in points -> float x, float y |]
                Brush.polyline canvas path[.. path.Length - 2] 1.3 Palette.quiet false
                Brush.arrow canvas path[path.Length - 2] path[path.Length - 1] 1.3 Palette.quiet

            for box in boxes do
                let shown = isShown box
                let edge = if shown then colour box.Kind else Palette.quiet
                let ground = if shown then Palette.tinted 0.3 (colour box.Kind) else SKColors.White
                Canvas.rectangle canvas box.Left box.Top box.Width box.Height ground
                Canvas.frame canvas (box.Left + 1) (box.Top + 1) (box.Width - 2) (box.Height - 2) (if shown then 2 else 1) edge
                let ink = if shown then Canvas.ink else Palette.quiet
                let top = box.Top + (box.Height - Canvas.lineHeight * box.Lines.Length) / 2

                box.Lines
                |> List.iteri (fun i line ->
                    Brush.text canvas font ink SKTextAlign.Center (box.Left + box.Width / 2) (top + i * Canvas.lineHeight) line)

            let note x y words = Brush.text canvas small Palette.quiet SKTextAlign.Left x y words
            note 424 26 "refinement network"
            note 521 198 "relu4_3"
            note 640 252 "pool3"

            legend
            |> List.iteri (fun i (kind, meaning) ->
                let x = margin + 92 * i
                Canvas.rectangle canvas x (height - 18) 12 12 (colour kind)
                note (x + 17) (height - 20) meaning)

            Canvas.caption canvas font margin height lines)
