namespace Csa.DataSets.Downloads;

/// <summary>A fault of the network or the server that another attempt may not meet.</summary>
internal sealed class TransientFault(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the server asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
