using System.CommandLine;
using Csa.Data.Sources;
using Csa.DataSets.Preparation;

namespace Csa.DataSets.Scripts;

/// <summary>The command line options for preparing photographs.</summary>
internal sealed class SquareChoice
{
    private const string Crop = "crop", Squash = "squash";
    private const int LargestSide = 4096;

    private readonly Option<int> side = ScriptOption.Number("--side", "Height and width in pixels", 256, 1, LargestSide);

    private readonly Option<string> fit = ScriptOption.Word(
        "--fit", $"{Crop}: the central square, scaled; {Squash}: all of it, scaled along each axis, as the published CSA code does", [Crop, Squash]);

    private readonly Option<string> format = ScriptOption.Word(
        "--format", "png, or jpg of quality 95: a quarter to a third of the room and a little loss; an image of the right size keeps its bytes", ["png", "jpg"]);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> Options => [side, fit, format];

    /// <summary>The user's choice.</summary>
    public SquareOptions Of(ScriptArguments arguments) =>
        new(arguments.Get(side), arguments.Get(fit) == Squash ? SquareFit.Squash : SquareFit.Crop, "." + arguments.Get(format));
}
