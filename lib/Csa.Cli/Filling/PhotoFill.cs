using Csa.Data;
using Csa.Data.Images;
using Csa.Data.Masks;
using Csa.Experiments.Choosing;
using Csa.Inpainting;
using Csa.Systems;

namespace Csa.Cli.Filling;

/// <summary>Fills photographs by the method that a user named, or by the one chosen for each hole.</summary>
internal sealed class PhotoFill : IDisposable
{
    private const string OwnRun = "run";

    private readonly IReadOnlyList<FillMethod> methods;
    private readonly AutoFill? auto;

    private PhotoFill(IReadOnlyList<FillMethod> methods, bool chooses, bool prefersDetail = false)
    {
        this.methods = methods;
        auto = chooses ? new AutoFill(methods, prefersDetail) : null;
    }

    /// <summary>What <c>--method</c> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [AutoFill.Name, .. FillMethod.Names];

    /// <summary>What the options ask for.</summary>
    /// <param name="name">Of <see cref="Names"/>; null for the run's own model, or for auto without one.</param>
    /// <param name="run">As <c>--run</c> takes it, or null.</param>
    /// <param name="device">Where networks work.</param>
    /// <param name="keepAttention">True to keep what <c>--attention</c> draws.</param>
    /// <param name="prefersDetail">True to choose detail before the least error.</param>
    /// <exception cref="BadUsageException">Options that do not go together.</exception>
    public static PhotoFill Of(string? name, string? run, DeviceChoice device, bool keepAttention, bool prefersDetail)
    {
        if (name is not null && !Names.Contains(name)) throw new BadUsageException($"--method: want {string.Join(", ", Names)}, got '{name}'{Nearest.Question(name, Names)}");
        if (run is not null && name is not (null or AutoFill.Name)) throw new BadUsageException($"--run, --method {name}: want one of them, or --method {AutoFill.Name} to try the run beside the others");
        bool chooses = name == AutoFill.Name || (name is null && run is null);
        if (chooses && keepAttention) throw new BadUsageException($"--attention: want one method with a CSA layer, not the choice of {AutoFill.Name}: add --method {CsaSystemOptions.ModelName}, or --run");
        if (!chooses && prefersDetail) throw new BadUsageException($"--detail: want --method {AutoFill.Name}, it says what to choose by");
        FillMethod[] own = run is null ? [] : [FillMethod.OfWeights(chooses ? OwnRun : "", run, device, keepAttention)];
        if (name is null && run is not null) return new(own, chooses: false);
        IReadOnlyList<FillMethod> all = FillMethod.All(device, keepAttention);
        return chooses ? new([.. all, .. own], chooses: true, prefersDetail) : new([all.First(method => method.Name == name)], chooses: false);
    }

    /// <summary>Reads the weights of a single method, so that what is wrong with them is said before anything else.</summary>
    /// <returns>What the method was trained on; "" for a choice, or where it learned nothing.</returns>
    public string Prepare() => auto is null ? methods[0].Training : "";

    /// <summary>Fills one photograph, and says which method was chosen, how sure, and what it was trained on.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="hole">Its holes.</param>
    /// <param name="watch">Shows the progress.</param>
    /// <param name="say">Receives those lines.</param>
    public InpaintedImage Fill(RgbImage photo, HoleMask hole, FillWatch watch, Action<string> say)
    {
        if (auto is null) return methods[0].Fill(photo, hole, watch, Interruption.Token);
        AutoFilled made = auto.Fill(photo, hole, progress: watch, cancellation: Interruption.Token);
        watch.Clear();
        foreach (FillChoice choice in made.Choices) say(choice.ToString());
        foreach (FillMethod method in methods.Where(method => method.Training.Length > 0 && made.Choices.Any(choice => choice.Method == method.Name))) say(method.Training);
        return made.Filled;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        auto?.Dispose();
        foreach (FillMethod method in methods) method.Dispose();
    }
}
