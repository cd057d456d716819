namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>A hash of a name that is the same in every process and on every machine.</summary>
internal static class Hash
{
    /// <returns>Not negative.</returns>
    public static int Of(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)((hash ^ (hash >> 15)) & 0x7fffffff);
    }
}
