using Csa.DataSets.Recipes;
using Csa.DataSets.Scripts;

namespace Csa.DataSets;

/// <summary>
/// The entry points of the programs in data-scripts/. Each takes its command line and returns the exit code; <c>--help</c>
/// describes it.
/// </summary>
public static class DataScripts
{
    /// <summary>CelebA: aligned faces with the authors' partition.</summary>
    /// <param name="args">The command line of the process.</param>
    public static int CelebA(string[] args) => DataScript.Run(new CelebARecipe(), args, new ScriptEnvironment());

    /// <summary>Places2 (Places365-Standard): the validation images, and training images of some scenes.</summary>
    /// <param name="args">The command line of the process.</param>
    public static int Places2(string[] args) => DataScript.Run(new Places2Recipe(), args, new ScriptEnvironment());

    /// <summary>Paris StreetView: prepares the files that its authors send on request.</summary>
    /// <param name="args">The command line of the process.</param>
    public static int ParisStreetView(string[] args) => DataScript.Run(new ParisStreetViewRecipe(), args, new ScriptEnvironment());

    /// <summary>The irregular masks of the partial-convolution paper.</summary>
    /// <param name="args">The command line of the process.</param>
    public static int IrregularMasks(string[] args) => DataScript.Run(new IrregularMasksRecipe(), args, new ScriptEnvironment());

    /// <summary>torchvision's VGG-16, for the losses.</summary>
    /// <param name="args">The command line of the process.</param>
    public static int Vgg16(string[] args) => DataScript.Run(new Vgg16Recipe(), args, new ScriptEnvironment());

    /// <summary>VGG-19 with Caffe's weights, for SRFeat's discriminator.</summary>
    /// <param name="args">The command line of the process.</param>
    public static int Vgg19(string[] args) => DataScript.Run(new Vgg19Recipe(), args, new ScriptEnvironment());

    /// <summary>The weights of LPIPS, FID and KID, for <c>csa evaluate --metrics</c>.</summary>
    /// <param name="args">The command line of the process.</param>
    public static int Metrics(string[] args) => DataScript.Run(new MetricsRecipe(), args, new ScriptEnvironment());

    /// <summary>This library's own drawings as files.</summary>
    /// <param name="args">The command line of the process.</param>
    public static int BuiltIn(string[] args) => DataScript.Run(new BuiltInRecipe(), args, new ScriptEnvironment());
}
