using Csa.Drawings.Painting;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Csa.Experiments.FeatureLearning;

/// <summary>The loss of predicted attributes: a column of logits per class, or one column per number.</summary>
internal static class AttributeLoss
{
    /// <summary>The output columns that a list of attributes needs.</summary>
    public static int Outputs(IReadOnlyList<DrawingAttribute> labels) => labels.Sum(Columns);

    /// <summary>The output columns that one attribute needs.</summary>
    public static int Columns(DrawingAttribute label) => Math.Max(label.ClassCount, 1);

    /// <summary>A number scaled to -1 … 1.</summary>
    public static double Scaled(DrawingAttribute label, double value) => (2 * (value - label.Minimum) / (label.Maximum - label.Minimum)) - 1;

    /// <summary>
    /// The mean over attributes of the cross-entropy divided by ln(classes), or the squared error divided by 1/3, the
    /// variance of a uniform distribution: each is about 1 for a guess, so that none outweighs the others.
    /// </summary>
    /// <param name="named">[N, outputs].</param>
    /// <param name="labels">The attributes that the columns stand for.</param>
    /// <param name="values">For each image, its attributes' values.</param>
    public static Tensor Of(Tensor named, IReadOnlyList<DrawingAttribute> labels, IReadOnlyList<IReadOnlyList<double>> values)
    {
        Tensor sum = zeros(1, named.dtype, named.device);
        int column = 0;
        for (int i = 0; i < labels.Count; i++)
        {
            DrawingAttribute label = labels[i];
            Tensor outputs = named.narrow(1, column, Columns(label));
            if (label.ClassCount > 0)
            {
                Tensor truth = tensor([.. values.Select(image => (long)image[i])], device: named.device);
                sum += nn.functional.cross_entropy(outputs, truth) / Math.Log(label.ClassCount);
            }
            else
            {
                Tensor truth = tensor([.. values.Select(image => (float)Scaled(label, image[i]))], device: named.device);
                sum += (outputs.squeeze(1) - truth).square().mean() * 3;
            }

            column += Columns(label);
        }

        return sum / labels.Count;
    }
}
