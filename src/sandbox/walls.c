#include "sandbox/walls.h"

#include "sandbox/calls.h"
#include "sandbox/files.h"
#include "sandbox/rights.h"
#include "sandbox/view.h"

unsigned walls_possible(void)
{
    return (view_is_possible() ? WALL_VIEW : 0u) | (files_version() > 0 ? WALL_FILES : 0u) |
           (calls_can_be_restricted() ? WALL_CALLS : 0u);
}

bool walls_suffice(unsigned walls)
{
    return (walls & WALL_CALLS) != 0 && (walls & (WALL_VIEW | WALL_FILES)) != 0;
}

const char *walls_names(unsigned walls)
{
    static const char *const names[] = {"none",  "view",       "files",       "view files",
                                        "calls", "view calls", "files calls", "view files calls"};

    return names[walls & (WALL_VIEW | WALL_FILES | WALL_CALLS)];
}

enum status walls_put_rules(const struct walls *walls, unsigned wanted, struct error *error)
{
    bool in_view = (wanted & WALL_VIEW) != 0;
    enum status status = wanted != 0 ? rights_drop(error) : STATUS_OK;

    if (status == STATUS_OK && !in_view && (wanted & WALL_FILES) != 0)
        status = files_restrict(walls, false, error);
    if (status == STATUS_OK && (wanted & WALL_CALLS) != 0)
        status = calls_restrict(in_view, error);
    return status;
}
