namespace Csa.Figures

open System.Collections.Generic
open System.Runtime.InteropServices
open Csa.Images
open Csa.Masks

/// <summary>An image and what it shows.</summary>
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

    /// <summary>An image as a system sees it: grey where it is missing.</summary>
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
    /// <param name="caption">What stands below; none when not set.</param>
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
    /// <param name="caption">What stands below; none when not set.</param>
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

    /// <summary>Where a hole cell's content comes from (Fig. 4): dark red is large, light blue small.</summary>
    /// <param name="image">The picture below, e.g. the inpainted result at the size the network saw.</param>
    /// <param name="map">[H, W] weights of at least 0 on the feature grid that covers the image, e.g. CsaAttention.Map.</param>
    /// <param name="y">Row of the cell, which gets a red square.</param>
    /// <param name="x">Column of the cell.</param>
    /// <param name="caption">What stands below; none when not set.</param>
    /// <returns>The picture with each cell tinted, and the scale of colours below it.</returns>
    /// <exception cref="T:System.ArgumentException">The map is empty, has a negative or non-finite weight, or the cell lies outside.</exception>
    static member AttentionMap
        (
            image: RgbImage,
            map: float[,],
            y: int,
            x: int,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null
        ) =
        AttentionMap.paint image map y x caption
