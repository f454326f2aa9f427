namespace Csa.Figures

open System.Runtime.InteropServices
open Csa.Attention

/// <summary>Figures as Plotly charts, which tell their values under the pointer; of the same data and names as in Figure.</summary>
/// <remarks>GitHub does not draw them: show the Figure beside it.</remarks>
[<AbstractClass; Sealed>]
type Hover private () =

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
