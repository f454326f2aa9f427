namespace Csa.Cli.Doctor;

/// <summary>What a check came to.</summary>
internal enum Health
{
    /// <summary>It is there and works.</summary>
    Fine,

    /// <summary>It is not there, and only some things need it.</summary>
    Absent,

    /// <summary>What everything needs, or what is there, does not work.</summary>
    Broken,
}

/// <summary>One line of the report.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Health">How it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Cure">The command that mends it, or what it is for; null where there is nothing to do.</param>
internal sealed record Finding(string What, Health Health, string Text, string? Cure = null)
{
    /// <summary>A check whose failure is a finding and never the program's end.</summary>
    /// <param name="what">What is looked at.</param>
    /// <param name="cure">What to do where looking fails.</param>
    /// <param name="look">Looks.</param>
    public static IReadOnlyList<Finding> Of(string what, string cure, Func<IEnumerable<Finding>> look)
    {
        try
        {
            return [.. look()];
        }
        catch (Exception fault)
        {
            Exception root = fault.GetBaseException();
            return [new Finding(what, Health.Broken, $"{root.GetType().Name}: {root.Message.Split('\n')[0]}", cure)];
        }
    }
}
