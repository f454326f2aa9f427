namespace Csa.Programs;

/// <summary>Options that exclude each other or miss their partner: the parser cannot see it.</summary>
internal sealed class BadUsageException(string message) : Exception(message);
