namespace Csa.Kernel.Languages;

/// <summary>What is open in every notebook without asking.</summary>
internal static class Prelude
{
    /// <summary>Opened in C#; also all of TorchSharp.torch, so that <c>zeros(2)</c> and <c>nn.Linear(2, 1)</c> need no prefix.</summary>
    public const string CSharp =
        """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;
        using Plotly.NET;
        using TorchSharp;
        using static TorchSharp.torch;
        using Csa;
        using Csa.Attention;
        using Csa.Data;
        using Csa.Evaluation;
        using Csa.Images;
        using Csa.Inpainting;
        using Csa.Losses;
        using Csa.Masks;
        using Csa.Networks;
        using Csa.Training;
        using Csa.Weights;
        using Csa.Baselines;
        using Csa.Figures;
        using Csa.Kernel.Notebook;
        using static Csa.Kernel.Notebook.Displaying;
        using Microsoft.DotNet.Interactive.Formatting;
        using Tensor = TorchSharp.torch.Tensor;
        using Figure = Csa.Figures.Figure;
        """;

    /// <summary>
    /// Opened in F#. TorchSharp.torch stays closed: its max, exp and round would hide F#'s own. The last opened wins where
    /// names agree, so this project's stand last.
    /// </summary>
    public const string FSharp =
        """
        open System
        open System.Collections.Generic
        open System.IO
        open System.Linq
        open System.Threading
        open System.Threading.Tasks
        open Plotly.NET
        open TorchSharp
        open Csa
        open Csa.Attention
        open Csa.Data
        open Csa.Evaluation
        open Csa.Images
        open Csa.Inpainting
        open Csa.Losses
        open Csa.Masks
        open Csa.Networks
        open Csa.Training
        open Csa.Weights
        open Csa.Baselines
        open Csa.Figures
        open Csa.Kernel.Notebook
        open type Csa.Kernel.Notebook.Displaying
        open Microsoft.DotNet.Interactive.Formatting
        type Tensor = TorchSharp.torch.Tensor
        """;
}
