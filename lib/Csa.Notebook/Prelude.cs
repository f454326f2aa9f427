namespace Csa.Notebook;

/// <summary>What is open in every notebook without asking.</summary>
internal static class Prelude
{
    /// <summary>What cells reference without <c>#r</c>, apart from this assembly; what these need follows from their metadata.</summary>
    public static readonly string[] Assemblies =
        ["Csa.Baselines", "Csa.Figures", "Csa.Laws", "Csa", "TorchSharp", "Plotly.NET", "FSharp.Core", "Microsoft.DotNet.Interactive.Formatting"];

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
        using Csa.Attention;
        using Csa.Baselines;
        using Csa.Data;
        using Csa.Data.Images;
        using Csa.Data.Masks;
        using Csa.Data.Regions;
        using Csa.Data.Sources;
        using Csa.Drawings;
        using Csa.Drawings.Facades;
        using Csa.Drawings.Landscapes;
        using Csa.Drawings.Portraits;
        using Csa.Experiments.Evaluation;
        using Csa.Experiments.Training;
        using Csa.Inpainting;
        using Csa.Losses;
        using Csa.Networks;
        using Csa.Systems;
        using Csa.Tensors;
        using Csa.Tensors.Weights;
        using Csa.Figures;
        using Csa.Notebook;
        using static Csa.Notebook.Displaying;
        using Microsoft.DotNet.Interactive.Formatting;
        using Tensor = TorchSharp.torch.Tensor;
        using DisplayedValue = Csa.Notebook.DisplayedValue;
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
        open Microsoft.DotNet.Interactive.Formatting
        open Plotly.NET
        open TorchSharp
        open Csa.Attention
        open Csa.Baselines
        open Csa.Data
        open Csa.Data.Images
        open Csa.Data.Masks
        open Csa.Data.Regions
        open Csa.Data.Sources
        open Csa.Drawings
        open Csa.Drawings.Facades
        open Csa.Drawings.Landscapes
        open Csa.Drawings.Portraits
        open Csa.Experiments.Evaluation
        open Csa.Experiments.Training
        open Csa.Inpainting
        open Csa.Losses
        open Csa.Networks
        open Csa.Systems
        open Csa.Tensors
        open Csa.Tensors.Weights
        open Csa.Figures
        open Csa.Notebook
        open type Csa.Notebook.Displaying
        type Tensor = TorchSharp.torch.Tensor
        """;
}
