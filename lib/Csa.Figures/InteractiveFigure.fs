namespace Csa.Figures

open System.Collections.Generic
open System.Runtime.InteropServices
open Csa.Attention
open Csa.Data.Images
open Csa.Experiments.Evaluation

/// <summary>Figures as Plotly charts, which show values under the pointer; with the same names and data as in Figure.</summary>
/// <remarks>GitHub does not draw them: show the Figure beside it.</remarks>
[<AbstractClass; Sealed>]
type InteractiveFigure private () =

    /// <summary>The weights of Eq. 3 and the similarities of Eq. 1-2, a step of the scan at a time, each with its cell.</summary>
    /// <param name="attention">Of one sample.</param>
    /// <exception cref="T:System.ArgumentException">The hole is empty.</exception>
    static member WeightsAlongScan(attention: CsaAttention) =
        WeightsAlongScan.plot attention null |> PlotChart.draw

    /// <summary>A run's loss terms, smoothed with the unsmoothed values faint behind, and its validation.</summary>
    /// <param name="log">E.g. LossLog.Read("runs/mine").</param>
    /// <param name="smoothing">About how many lines of the log a running mean takes in; 1 for none.</param>
    /// <exception cref="T:System.ArgumentException">The log is empty, or smoothing is below 1.</exception>
    static member LossCurves(log: LossLog, [<Optional; DefaultParameterValue(8)>] smoothing: int) =
        LossCurves.plot log smoothing null |> PlotChart.draw

    /// <summary>Where a hole cell's content comes from (Fig. 4), each cell with its weight.</summary>
    /// <param name="cell">The cell and its map, e.g. CellMap.Of(attention, y, x).</param>
    /// <param name="image">The picture below; none when not set.</param>
    static member AttentionMap(cell: CellMap, [<Optional; DefaultParameterValue(null: RgbImage | null)>] image: RgbImage | null) =
        AttentionChart.draw cell image

    /// <summary>
    /// The scan of Fig. 3 with a slider: each step's cell and its row of the attention matrix; pointing at a hole cell tells its
    /// shares and where its content comes from.
    /// </summary>
    /// <param name="attention">Of one sample.</param>
    /// <param name="image">The picture below; none when not set.</param>
    /// <exception cref="T:System.ArgumentException">The hole is empty.</exception>
    static member ScanSteps(attention: CsaAttention, [<Optional; DefaultParameterValue(null: RgbImage | null)>] image: RgbImage | null) =
        ScanChart.draw attention image

    /// <summary>
    /// How far content travels along the scan: the share of a cell's content by the number of steps since it entered the
    /// chain.
    /// </summary>
    /// <param name="influences">At least one, e.g. ChainInfluence.Of(attention, "raster").</param>
    /// <exception cref="T:System.ArgumentException">None given.</exception>
    static member Influence(influences: IReadOnlyList<ChainInfluence>) =
        Influence.plot influences null |> PlotChart.draw

    /// <summary>Time or memory against size on logarithmic axes.</summary>
    /// <param name="series">At least one.</param>
    /// <param name="horizontal">What the sizes are, with their unit.</param>
    /// <param name="vertical">What the values are, with their unit.</param>
    /// <exception cref="T:System.ArgumentException">None given.</exception>
    static member Scaling(series: IReadOnlyList<ScalingSeries>, horizontal: string, vertical: string) =
        Scaling.plot series horizontal vertical null |> PlotChart.draw

    /// <summary>PSNR in the hole against the share of the image that is missing, a line and its 95 % band per system.</summary>
    /// <param name="rows">Of one evaluation over holes of several shares, e.g. walks#10-20 … walks#40-50.</param>
    /// <exception cref="T:System.ArgumentException">No system was measured at two shares.</exception>
    static member HoleShares(rows: IReadOnlyList<SummaryRow>) = HoleShares.plot rows null |> PlotChart.draw

    /// <summary>Compares systems in an HTML table in the colours of its page, with the same marks as Figure.MetricsTable.</summary>
    /// <param name="rows">E.g. Summary.Rows(report.Records).</param>
    /// <param name="whole">Over whole composited images; over the holes alone when not set.</param>
    /// <param name="caption">What follows the explanation: toy, checked or reproduced, and on which data; none when not set.</param>
    /// <param name="paper">Puts the paper's figures beside ours, as they are over whole images.</param>
    /// <returns>HTML that a notebook shows as it is.</returns>
    /// <exception cref="T:System.ArgumentException">No row was measured there.</exception>
    static member MetricsTable
        (
            rows: IReadOnlyList<SummaryRow>,
            [<Optional; DefaultParameterValue(false)>] whole: bool,
            [<Optional; DefaultParameterValue(null: string | null)>] caption: string | null,
            [<Optional; DefaultParameterValue(false)>] paper: bool
        ) =
        ComparisonTable.Of(rows, whole, caption, paper)

    /// <summary>The paper's claims with their status, and the tests and numbers that each rests on, as an HTML table.</summary>
    /// <param name="readings">In the paper's order, e.g. ledger.LookUp(repository).</param>
    /// <returns>HTML that a notebook shows as it is.</returns>
    static member ClaimTable(readings: IReadOnlyList<ClaimReading>) = ClaimBoard.table readings
