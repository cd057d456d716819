namespace Kaos.Diagnosis.Tests;

internal static class RepositoryFolder
{
    public static string Find(params string[] parts)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Kaos.sln")))
        {
            at = at.Parent;
        }

        return Path.Combine(
            [at?.FullName ?? throw new InvalidOperationException("This must run inside the repository."), .. parts]);
    }
}
