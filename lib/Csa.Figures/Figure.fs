namespace Csa.Figures

open System.Collections.Generic
open System.Runtime.InteropServices
open Csa.Attention
open Csa.Data.Images
open Csa.Data.Masks
open Csa.Experiments.Evaluation
open Csa.Networks

/// <summary>An image with a label.</summary>
/// <param name="label">"input", "rough", "refined", "truth" …; empty for none.</param>
/// <param name="image">Any size.</param>
type LabelledImage(label: string, image: RgbImage) =
    /// <summary>What it shows.</summary>
    member _.Label = label

    /// <summary>The image.</summary>
    member _.Image = image

/// <summary>Figures as images, to be written with ImageFile.Write.</summary>
/// <remarks>
/// Small images are enlarged by a whole factor, each pixel a square, until they are 128 pixels long; larger than 512 ones
/// are reduced. All of one figure are scaled alike.
/// </remarks>
[<AbstractClass; Sealed>]
type Figure private () =

    /// <summary>An image as a system sees it, with grey in the hole.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="hole">One mask of the same size.</param>
    /// <exception cref="T:System.ArgumentException">Sizes differ.</exception>
    static member WithHole(image: RgbImage, hole: HoleMask) =
        if hole.Count <> 1 || hole.Width <> image.Width || hole.Height <> image.Height then
            invalidArg (nameof hole) $"hole: want one mask of {image.Width}x{image.Height}, got {hole}"

        let pixels = Array.copy image.Pixels
        let cells = hole.Cells 0

        for i in 0 .. cells.Length - 1 do
            if cells[i] <> 0uy then
                Array.fill pixels (3 * i) 3 128uy

        RgbImage(image.Width, image.Height, pixels, image.Alpha)

    /// <summary>Rows and columns of images with their names.</summary>
    /// <param name="columns">One name per column.</param>
    /// <param name="rows">At least one row with an image; images of any size.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">No image, or a row longer than the names.</exception>
    static member Sheet
        (
            columns: IReadOnlyList<string>,
            rows: IReadOnlyList<SheetRow>,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        Sheet.paint columns rows caption

    /// <summary>Images side by side under their labels.</summary>
    /// <param name="images">At least one, of any size.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">No image.</exception>
    static member Strip
        (
            images: IReadOnlyList<LabelledImage>,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        if images.Count = 0 then
            invalidArg (nameof images) "images: want at least one, got none"

        let row = SheetRow("", [| for labelled in images -> labelled.Image |])
        Figure.Sheet([| for labelled in images -> labelled.Label |], [| row |], caption)

    /// <summary>The error of an output against the ground truth, pixel by pixel, as an image for a strip or a sheet.</summary>
    /// <param name="output">E.g. a composited output.</param>
    /// <param name="truth">Of the same size.</param>
    /// <param name="largest">The mean difference of R, G and B, in grey levels, from which on a pixel is darkest red.</param>
    /// <returns>White where nothing differs, then from light blue through yellow to dark red.</returns>
    /// <exception cref="T:System.ArgumentException">Sizes differ, or largest is not in 0 … 255.</exception>
    static member ErrorMap(output: RgbImage, truth: RgbImage, [<Optional; DefaultParameterValue(64.0)>] largest: float) =
        ErrorMap.paint output truth largest

    /// <summary>Where a hole cell's content comes from (Fig. 4): dark red is large, light blue small.</summary>
    /// <param name="image">The picture below, e.g. the inpainted result at the size the network saw.</param>
    /// <param name="map">[H, W] weights of at least 0 on the feature grid that covers the image, e.g. CsaAttention.Map.</param>
    /// <param name="y">Row of the cell, which gets a red square.</param>
    /// <param name="x">Column of the cell.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <param name="meaning">What the map's values are, a few words below the scale; a share of the cell's content when not set.</param>
    /// <returns>The picture with each cell tinted, and the scale of colours below it.</returns>
    /// <exception cref="T:System.ArgumentException">The map is empty, has a negative or non-finite weight, or the cell lies
    /// outside.</exception>
    static member AttentionMap
        (
            image: RgbImage,
            map: float[,],
            y: int,
            x: int,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null,
            [<Optional; DefaultParameterValue(null: string | null)>] meaning: string | null
        ) =
        AttentionMap.paint image map y x caption (meaning |> Option.ofObj |> Option.defaultValue AttentionMap.share)

    /// <summary>
    /// Where two cells' content comes from, on one colour scale (Fig. 6-7 f, g), and how much of it comes from the same
    /// places.
    /// </summary>
    /// <param name="image">The picture below, e.g. the inpainted result at the size the network saw.</param>
    /// <param name="first">A_1: the map and the cell, e.g. CellMap.Of(attention, y, x).</param>
    /// <param name="second">A_2 on the same grid, e.g. of a neighbouring cell.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">The maps' grids differ.</exception>
    static member AttentionPair
        (
            image: RgbImage,
            first: CellMap,
            second: CellMap,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        AttentionPair.paint image first second caption

    /// <summary>
    /// One step of the scan (Fig. 3): the cell, its best match and its predecessor with their weights; cells known, filled,
    /// missing.
    /// </summary>
    /// <param name="attention">Of one sample.</param>
    /// <param name="step">0 … Path.Length-1.</param>
    /// <param name="image">A picture below known and filled cells; flat colours when not set.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <returns>A frame; all frames of one attention have the same size.</returns>
    /// <exception cref="T:System.ArgumentException">No such step.</exception>
    static member ScanStep
        (
            attention: CsaAttention,
            step: int,
            [<Optional; DefaultParameterValue(null: RgbImage | null)>] image: RgbImage | null,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        ScanSteps.paint attention [| step |] image 1 caption

    /// <summary>Steps of the scan side by side (Fig. 3); see ScanStep.</summary>
    /// <param name="attention">Of one sample.</param>
    /// <param name="steps">Each 0 … Path.Length-1; the first three and three evenly spaced later ones when not set.</param>
    /// <param name="image">A picture below known and filled cells; flat colours when not set.</param>
    /// <param name="columns">Frames in a row.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">No step, no such step, or no column.</exception>
    static member ScanSteps
        (
            attention: CsaAttention,
            [<Optional; DefaultParameterValue(null: IReadOnlyList<int> | null)>] steps: IReadOnlyList<int> | null,
            [<Optional; DefaultParameterValue(null: RgbImage | null)>] image: RgbImage | null,
            [<Optional; DefaultParameterValue(3)>] columns: int,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        let chosen =
            match steps with
            | null -> ScanSteps.chosen attention 6 :> IReadOnlyList<int>
            | given -> given

        ScanSteps.paint attention chosen image columns caption

    /// <summary>The weights b_i and a_i of Eq. 3 and the similarities Dmax_i and Dad_i of Eq. 1-2, a step of the scan at a time.</summary>
    /// <param name="attention">Of one sample.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">The hole is empty.</exception>
    static member WeightsAlongScan
        (
            attention: CsaAttention,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        WeightsAlongScan.plot attention caption |> PlotPicture.paint

    /// <summary>
    /// A run's loss terms, smoothed with the unsmoothed values faint behind, and its validation. Terms that are 0 throughout
    /// are left out.
    /// </summary>
    /// <param name="log">E.g. LossLog.Read("runs/mine").</param>
    /// <param name="smoothing">About how many lines of the log a running mean takes in; 1 for none.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">The log is empty, or smoothing is below 1.</exception>
    static member LossCurves
        (
            log: LossLog,
            [<Optional; DefaultParameterValue(8)>] smoothing: int,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        LossCurves.plot log smoothing caption |> PlotPicture.paint

    /// <summary>
    /// How far content travels along the scan: the fraction of a cell's content by the number of steps since it entered the
    /// chain.
    /// </summary>
    /// <param name="influences">At least one, e.g. ChainInfluence.Of(attention, "raster").</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">None given.</exception>
    static member Influence
        (
            influences: IReadOnlyList<ChainInfluence>,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        Influence.plot influences caption |> PlotPicture.paint

    /// <summary>
    /// Time or memory against size on logarithmic axes, on which a power law is a straight line; the legend gives its
    /// exponent.
    /// </summary>
    /// <param name="series">At least one.</param>
    /// <param name="horizontal">What the sizes are, with their unit.</param>
    /// <param name="vertical">What the values are, with their unit.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">None given.</exception>
    static member Scaling
        (
            series: IReadOnlyList<ScalingSeries>,
            horizontal: string,
            vertical: string,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        Scaling.plot series horizontal vertical caption |> PlotPicture.paint

    /// <summary>PSNR in the hole against the share of the image that is missing, a line and its 95 % band per system.</summary>
    /// <param name="rows">Of one evaluation over holes of several shares, e.g. walks#10-20 … walks#40-50.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">No system was measured at two shares.</exception>
    static member HoleShares
        (
            rows: IReadOnlyList<SummaryRow>,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        HoleShares.plot rows caption |> PlotPicture.paint

    /// <summary>How values are spread: the number in each of some bins of a round width, an outline for each kind.</summary>
    /// <param name="kinds">At least one.</param>
    /// <param name="horizontal">What the values are, with their unit.</param>
    /// <param name="vertical">What is counted.</param>
    /// <param name="bins">About how many; at least 1.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">None given, or no bin.</exception>
    static member Histogram
        (
            kinds: IReadOnlyList<LabelledValues>,
            horizontal: string,
            vertical: string,
            [<Optional; DefaultParameterValue(25)>] bins: int,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        Histogram.plot kinds horizontal vertical bins caption |> PlotPicture.paint

    /// <summary>Functions on common axes.</summary>
    /// <param name="lines">At least one.</param>
    /// <param name="horizontal">What x is, with its unit.</param>
    /// <param name="vertical">What y is, with its unit.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">None given.</exception>
    static member Lines
        (
            lines: IReadOnlyList<LabelledLine>,
            horizontal: string,
            vertical: string,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        Lines.plot lines horizontal vertical caption |> PlotPicture.paint

    /// <summary>
    /// Compares systems, with a block of rows per mask kind; marked are the best mean of a block and all means whose interval
    /// overlaps the best one's.
    /// </summary>
    /// <param name="rows">E.g. Summary.Rows(report.Records).</param>
    /// <param name="whole">Over whole composited images; over the holes alone when not set.</param>
    /// <param name="caption">The text below the figure: toy, checked or reproduced, and on which data; none when not set.</param>
    /// <param name="paper">Puts the paper's figures beside ours, as they are over whole images.</param>
    /// <exception cref="T:System.ArgumentException">No row was measured there.</exception>
    static member MetricsTable
        (
            rows: IReadOnlyList<SummaryRow>,
            [<Optional; DefaultParameterValue(false)>] whole: bool,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null,
            [<Optional; DefaultParameterValue(false)>] paper: bool
        ) =
        ComparisonTable.Of(rows, whole, caption, paper) |> TablePicture.paint

    /// <summary>
    /// Networks with their shapes (Fig. 2 and 5): a bar per layer, as high as its side and as wide as its channels, both
    /// logarithmic.
    /// </summary>
    /// <param name="layers">Of one network or several, e.g. NetworkTrace.Of(generator, 256, 256).</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">No layer.</exception>
    static member Architecture
        (
            layers: IReadOnlyList<TracedLayer>,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        Architecture.paint layers caption

    /// <summary>The whole system (Fig. 2): both networks, VGG-16, both discriminators, and which loss compares what.</summary>
    /// <param name="part">What stands out in colour; everything when not set.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    static member SystemMap
        (
            [<Optional; DefaultParameterValue(SystemPart.Whole)>] part: SystemPart,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        SystemMap.paint part caption

    /// <summary>
    /// The status of the paper's claims: a numbered square per claim, a row per section, coloured by status, with counts.
    /// </summary>
    /// <param name="claims">In the paper's order, e.g. ClaimLedger.Read("results/claims.json").Claims.</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">No claim.</exception>
    static member ClaimBoard
        (
            claims: IReadOnlyList<Claim>,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        ClaimBoard.paint claims caption

    /// <summary>The receptive field of one logit of a discriminator, drawn over a picture with its bounding box.</summary>
    /// <param name="image">The picture below, of the size of the measured images.</param>
    /// <param name="fields">At least one, e.g. new LabelledField("patch", ReceptiveField.Of(discriminator, images, 15, 15)).</param>
    /// <param name="caption">The text below the figure; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">None given, or of another size than the image.</exception>
    static member ReceptiveFields
        (
            image: RgbImage,
            fields: IReadOnlyList<LabelledField>,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        ReceptiveFields.paint image fields caption
